"""Code locations that do not load, as the webserver knows it.

A daemon that can't load a location only writes a line into its log.
"""

import json
import os
import urllib.request
from typing import Any

from weir.alerts.problem import Kind, Look, Problem, identify
from weir.alerts.ticks import of_location
from weir.graph.model import Graph

SETTING = "DAGSTER_WEBSERVER_URL"
PATIENCE = 10.0  # seconds; a sensor has sixty
WEBSERVER = "webserver"
QUERY = """{ workspaceOrError { __typename
  ... on PythonError { message }
  ... on Workspace { locationEntries { name loadStatus updatedTimestamp
    locationOrLoadError { __typename ... on PythonError { message cause { message } } } } } } }"""


def webserver() -> str | None:
    """The address of Dagster's webserver, where the setting names it."""
    return (os.environ.get(SETTING) or "").rstrip("/") or None


def unloaded(graph: Graph, now: float, address: str | None) -> Look:
    """A problem for each location that does not load; one if the webserver does not answer.

    Nothing is found where no address is known.
    """
    if address is None:
        return Look()
    try:
        answer = _ask(address)
        entries: list[dict[str, Any]] = answer["data"]["workspaceOrError"]["locationEntries"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        silent = Problem(
            kind=Kind.LOCATION,
            subject=WEBSERVER,
            reason=f"Dagster's webserver at {address} does not answer: {error}",
            since=now,
        )
        names = {asset.location for asset in graph.assets.values()}
        return Look((silent,), frozenset(identify(Kind.LOCATION, name) for name in names))
    return Look(
        tuple(_problem(graph, e) for e in entries if _failed(e)),
        frozenset(
            identify(Kind.LOCATION, e["name"]) for e in entries if e["loadStatus"] == "LOADING"
        ),
    )


def _failed(entry: dict[str, Any]) -> bool:
    loaded: dict[str, Any] | None = entry["locationOrLoadError"]
    return loaded is not None and loaded["__typename"] == "PythonError"


def _problem(graph: Graph, entry: dict[str, Any]) -> Problem:
    error = entry["locationOrLoadError"]
    bottom: str = (error.get("cause") or error)["message"]
    return Problem(
        kind=Kind.LOCATION,
        subject=entry["name"],
        reason=bottom.strip(),
        since=float(entry["updatedTimestamp"]),
        location=entry["name"],
        owners=of_location(graph, entry["name"]),
    )


def _ask(address: str) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - the address is the deployment's own setting
        f"{address}/graphql",
        data=json.dumps({"query": QUERY}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found
