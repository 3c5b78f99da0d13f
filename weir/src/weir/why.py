"""Why an asset is not as it should be: the answer for whoever got the message."""

import difflib
from dataclasses import dataclass

from weir.alerts.causes import Cause, group
from weir.alerts.problem import Kind, Look, Problem, identify
from weir.errors import WeirError
from weir.graph.model import Graph
from weir.older import Older, older
from weir.records import Records


@dataclass(frozen=True)
class Explanation:
    """How an asset stands, and why.

    Attributes:
        own: problems of the asset itself.
        causes: what stands wrong with it or further up, what lies furthest up first.
        warnings: checks of warn severity that fail here or further up: they stop nothing.
        made: when it was last made, seconds since 1970; None if never.
        at_work: whether a run is making it at this moment.
        older: of the asset and what is upstream of it, what is out of date, furthest up first.
    """

    key: str
    owners: tuple[str, ...]
    own: tuple[Problem, ...]
    causes: tuple[Cause, ...]
    warnings: tuple[Cause, ...]
    made: float | None
    at_work: bool = False
    older: tuple[Older, ...] = ()

    @property
    def fine(self) -> bool:
        """Nothing stands wrong with it, nor further up."""
        return not self.causes

    @property
    def words(self) -> str:
        """How it stands, in a few words."""
        said = [p for p in self.own if not p.secondary] or self.own
        kinds = dict.fromkeys(str(p.kind) for p in said if p.kind is not Kind.CHECK)
        failing = [f"check {p.check} fails" for p in said if p.kind is Kind.CHECK]
        fine = "fine, but out of date" if self.older else "fine"
        words = ", ".join([*failing, *kinds]) or (
            fine if self.fine else "made, but something upstream is wrong"
        )
        return f"{words}; a run is making it" if self.at_work else words


def resolve(graph: Graph, word: str) -> str:
    """The key of the asset that a word names: its key, its address or its table's name alone.

    Raises:
        WeirError: no asset has that name, or several have.
    """
    known = {key: a for key, a in graph.assets.items() if a.executable}
    wanted = word.replace(".", "/")
    found = [key for key, asset in known.items() if wanted in (key, asset.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise WeirError(
            f"{word} is the name of several assets: {', '.join(sorted(found))}",
            where=f"weir why {word}",
            fix="write it with its dataset",
        )
    names = {*known, *(asset.name for asset in known.values())}
    near = difflib.get_close_matches(wanted, names, n=1)
    raise WeirError(
        f"there is no asset {word}" + (f"; did you mean {near[0]}?" if near else ""),
        where=f"weir why {word}",
        fix="`weir status` lists all assets",
    )


def explain(graph: Graph, records: Records, look: Look, key: str) -> Explanation:
    """Why an asset stands as it does.

    Args:
        graph: that the asset is in.
        records: of its assets.
        look: what stands wrong on the whole platform.
        key: the asset's.
    """
    upstream = graph.ancestors(key) | {key}
    causes = [cause for cause in group(graph, look) if _concerns(graph, cause, upstream)]
    own = tuple(p for p in look.problems if p.subject == key and p.kind is not Kind.WARNING)
    # What failed only because of something that is mended by now has no cause any more.
    explained = {id(p) for cause in causes for p in (*cause.roots, *cause.behind)}
    below = graph.descendants(key)
    reach = tuple(k for k in graph.order if k in below and graph.assets[k].executable)
    causes += [Cause(p.id, (p,), (), reach) for p in own if id(p) not in explained]
    return Explanation(
        key=key,
        owners=graph.assets[key].owners,
        own=own,
        causes=tuple(c for c in causes if c.kind is not Kind.WARNING),
        warnings=tuple(c for c in causes if c.kind is Kind.WARNING),
        made=records.loaded[key].at if key in records.loaded else None,
        at_work=identify(Kind.FAILED, key) in look.unclear,
        older=tuple(older(graph, records, upstream)),
    )


def _concerns(graph: Graph, cause: Cause, upstream: set[str]) -> bool:
    if cause.kind is Kind.LOCATION:
        return any(graph.assets[key].location == cause.first.subject for key in upstream)
    if cause.kind is Kind.SENSOR:  # its source may have news that nobody hears of
        watched = (cause.first.location, cause.first.subject)
        return any((a.location, a.sensor) == watched for a in map(graph.assets.get, upstream) if a)
    return any(p.subject in upstream for p in cause.roots)
