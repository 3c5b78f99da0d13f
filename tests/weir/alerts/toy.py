"""A small graph, and problems in it."""

from typing import Any

from weir.alerts.problem import Kind, Look, Problem
from weir.graph.model import Asset, Check, Graph

NOW = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC
MODELS = [f"mart/model_{number:02}" for number in range(36)]


def asset(key: str, *deps: str, owner: str, location: str, **more: Any) -> Asset:
    owners = (f"team:{owner}",)
    return Asset(key, location, executable=True, deps=deps, owners=owners, **more)


def graph() -> Graph:
    """One load, a base table, 36 marts of it, two dashboards and two audiences; and an island."""
    assets = [
        asset("loyalty/sends", owner="ingestion", location="ingestion"),
        asset("shop/orders", owner="ingestion", location="ingestion"),
        asset("base/sends", "loyalty/sends", owner="analytics", location="transformation"),
        *(asset(m, "base/sends", owner="marketing", location="transformation") for m in MODELS),
        asset("dashboards/health", MODELS[0], owner="activation", location="serving"),
        asset("dashboards/campaigns", MODELS[1], owner="activation", location="serving"),
        asset("audiences/win_back", MODELS[0], owner="activation", location="serving"),
        asset("audiences/champions", MODELS[0], owner="activation", location="serving"),
        asset("mart/revenue", "shop/orders", owner="finance", location="transformation"),
    ]
    checks = [
        Check("loyalty/sends", "sound", "ingestion", blocking=True),
        Check("loyalty/sends", "polite", "ingestion", blocking=False),
    ]
    return Graph({a.key: a for a in assets}, {c.id: c for c in checks})


def problem(kind: Kind, subject: str, **more: Any) -> Problem:
    known = graph().assets.get(subject)
    values: dict[str, Any] = {
        "reason": "HTTP 500 from the API\n  where: /v1/sends",
        "since": NOW - 1500,
        "location": known.location if known else "",
        "owners": known.owners if known else (),
        **more,
    }
    return Problem(kind, subject, **values)


def failed(key: str = "loyalty/sends", **more: Any) -> Problem:
    return problem(Kind.FAILED, key, **{"run_id": "r1", "step": "loyalty", **more})


def forty_late() -> list[Problem]:
    """All that hangs on the load but base/sends, which promises nothing."""
    below = sorted(graph().descendants("loyalty/sends") - {"base/sends"})
    return [problem(Kind.LATE, key, reason="x", origin="loyalty/sends") for key in below]


def look(*problems: Problem, unclear: set[str] | None = None) -> Look:
    return Look(problems, frozenset(unclear or ()))
