"""Health of each asset, from Dagster's own records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from weir.freshness import Freshness, State
from weir.gate import held_back
from weir.graph.model import Graph
from weir.older import older
from weir.records import Records


@dataclass(frozen=True)
class Health:
    """How an asset stands.

    Attributes:
        age: seconds since it was last materialized; None if never.
        failing: names of checks whose latest result failed and stops consumers.
        warning: names of checks whose latest result failed without stopping anyone.
        held: why it is withheld, if it is.
        fresh: whether it is as new as was promised; None where nothing was.
        failed: whether a run that has ended was to make it since, and did not.
        unjudged: names of blocking checks that the run which made it did not come to.
        older: something that it is made of and that was loaded after it.
        overridden: the closed gate that it was last made in spite of, and on whose word.
    """

    key: str
    location: str
    owner: str
    rows: int | None
    age: float | None
    passed: int
    failing: tuple[str, ...]
    warning: tuple[str, ...]
    held: str | None
    allow_empty: bool = False
    fresh: Freshness | None = None
    overridden: str | None = None
    failed: bool = False
    unjudged: tuple[str, ...] = ()
    older: str | None = None

    @property
    def word(self) -> str:
        """The state in one word: the first that is so."""
        nearly = self.fresh is not None and self.fresh.state is State.WARNS
        words = {
            "failing": bool(self.failing),
            "withheld": self.held is not None,
            "failed": self.failed,
            "missing": self.age is None,
            "unjudged": bool(self.unjudged),
            "empty": self.rows == 0 and not self.allow_empty,
            "late": self.fresh is not None and self.fresh.state is State.LATE,
            "warns": bool(self.warning) or nearly,
        }
        return next((word for word, so in words.items() if so), "ok")


def health(
    graph: Graph,
    records: Records,
    now: float,
    fresh: Mapping[str, Freshness] | None = None,
    *,
    failed: Collection[str] = (),
    unjudged: Collection[str] = (),
) -> list[Health]:
    """The health of every executable asset, in the graph's order.

    Args:
        fresh: the freshness of the assets that promise one; see `weir.freshness.find`.
        failed: keys that a run was to make which has ended, and did not.
        unjudged: ids of blocking checks whose verdict will not come by itself.
    """
    failing = {c.asset: c for c in graph.checks.values() if records.stands_failed(c)}
    behind = {one.key: one.parent for one in older(graph, records, graph.assets)}
    found: list[Health] = []
    for key in graph.order:
        asset = graph.assets[key]
        if not asset.executable:
            continue
        last = records.loaded.get(key)
        judged = [(c, records.judged[c.id]) for c in graph.checks_of[key] if c.id in records.judged]
        bad = tuple(c.name for c, _ in judged if records.stands_failed(c))
        found.append(
            Health(
                key=key,
                location=asset.location,
                owner=", ".join(asset.owners),
                rows=last.rows if last else None,
                age=now - last.at if last else None,
                passed=sum(j.passed for _, j in judged),
                failing=bad,
                warning=tuple(c.name for c, j in judged if not j.passed and c.name not in bad),
                held=held_back(graph, failing, [key]).get(key),
                allow_empty=asset.allow_empty,
                fresh=(fresh or {}).get(key),
                overridden=last.facts.get("weir/override") if last else None,
                failed=key in failed,
                unjudged=tuple(c.name for c in graph.checks_of[key] if c.id in unjudged),
                older=behind.get(key),
            )
        )
    return found


def unjudged(graph: Graph, records: Records, at_work: Collection[str]) -> set[str]:
    """Ids of blocking checks of what was made that have no verdict, and no run is about to.

    A step that raises after its outputs has made its assets; what it was to say of them is open.
    A check that is new has said nothing yet.

    Args:
        at_work: keys of assets that unfinished runs make or judge.
    """
    return {
        check.id
        for check in graph.checks.values()
        if check.blocking and check.asset not in at_work and check.asset in records.loaded
        if (last := records.judged.get(check.id)) is None or last.open
    }
