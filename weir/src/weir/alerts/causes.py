"""Problems grouped by their root cause over the graph: one cause, one message."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from weir.alerts.problem import Kind, Look, Problem, identify
from weir.graph.model import Graph

# What may be due to trouble further up, and to which (a closed gate explains all of them).
EXPLAINED_BY: dict[Kind, frozenset[Kind]] = {
    Kind.FAILED: frozenset({Kind.FAILED}),
    Kind.EMPTY: frozenset({Kind.EMPTY}),
    Kind.LATE: frozenset({Kind.FAILED, Kind.LATE}),
    Kind.MISSING: frozenset({Kind.FAILED, Kind.MISSING}),
    Kind.WITHHELD: frozenset[Kind](),
}
# Of two problems of one asset, the first is why the other is there.
SAME_ASSET = (Kind.FAILED, Kind.LATE, Kind.MISSING)
OF_ASSETS = frozenset({*EXPLAINED_BY, Kind.CHECK, Kind.WARNING})
OF_TICKS = frozenset({Kind.SENSOR, Kind.SCHEDULE})
DASHBOARDS, AUDIENCES = "dashboards/", "audiences/"


@dataclass(frozen=True)
class Cause:
    """What began it, and all that hangs on it.

    Attributes:
        id: the same for the same cause at every look.
        roots: the problems that it consists of: one, or those of one step or one asset, or of the
            steps of one location and owner that ended in the same words (a system is down).
        behind: problems that are there only because of it.
        reach: keys of all executable assets downstream of the roots, or of the load that late
            ones wait for, in the graph's order.
    """

    id: str
    roots: tuple[Problem, ...]
    behind: tuple[Problem, ...] = ()
    reach: tuple[str, ...] = ()

    @property
    def first(self) -> Problem:
        """The root that names the cause."""
        return self.roots[0]

    @property
    def kind(self) -> Kind:
        """What sort of trouble."""
        return self.first.kind

    @property
    def severe(self) -> bool:
        """Whether one of the roots is a failure."""
        return any(p.severe for p in self.roots)

    @property
    def since(self) -> float:
        """When the first of the roots began, seconds since 1970."""
        return min(p.since for p in self.roots)

    @property
    def owners(self) -> tuple[str, ...]:
        """Owners of the roots."""
        return tuple(dict.fromkeys(owner for p in self.roots for owner in p.owners))

    @property
    def affected(self) -> tuple[str, ...]:
        """Of what hangs on it: the assets that have a problem because of it."""
        bad = {p.subject for p in (*self.roots, *self.behind)}
        return tuple(key for key in self.reach if key in bad)

    @property
    def dashboards(self) -> tuple[str, ...]:
        """Names of the dashboards that hang on it."""
        return _names(self.reach, DASHBOARDS)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Names of the audiences that hang on it."""
        return _names(self.reach, AUDIENCES)


def group(graph: Graph, look: Look) -> list[Cause]:
    """The causes of what one look found, those furthest up first, always in the same order.

    A late, withheld or failed asset downstream of a broken one is behind that one's cause, how
    many hops and locations away it may be, and through assets that show nothing themselves. One
    that hangs on several causes counts for each. A failing check is always a cause of its own:
    it says something of the table that is there.
    """
    return _Grouping(graph, look).causes()


class _Grouping:
    def __init__(self, graph: Graph, look: Look) -> None:
        self.graph = graph
        self.problems = look.problems
        self.broken = [p for p in self.problems if p.kind is Kind.LOCATION]
        self.depth: dict[str, int] = {}
        for key in graph.order:
            self.depth[key] = max((self.depth[d] + 1 for d in graph.assets[key].deps), default=0)
        self.above = cache(graph.ancestors)
        # A secondary problem explains nothing: what it is due to may be mended by now.
        self.on: dict[str, list[Problem]] = {}
        self.owners: dict[tuple[str | None, str | None], set[str]] = {}  # of what failed, by step
        for p in self.problems:
            if p.secondary:
                continue
            if p.kind in OF_ASSETS:
                self.on.setdefault(p.subject, []).append(p)
            self.owners.setdefault((p.run_id, p.step), set()).update(p.owners)

    def causes(self) -> list[Cause]:
        merged: dict[str, list[Problem]] = {}
        others: list[Problem] = []
        for problem in sorted(self.problems, key=self._place):
            if problem.secondary or self._is_behind(problem):
                others.append(problem)
            else:
                merged.setdefault(self._together(problem), []).append(problem)
        return [self._cause(tuple(roots), others) for roots in merged.values()]

    def _cause(self, roots: tuple[Problem, ...], others: list[Problem]) -> Cause:
        behind = tuple(p for p in others if any(self._explains(root, p) for root in roots))
        return Cause(self._id(roots), roots, behind, self._reach(roots))

    def _reach(self, roots: Iterable[Problem]) -> tuple[str, ...]:
        found: set[str] = set()
        for root in roots:
            if root.kind is Kind.LOCATION:
                for key, asset in self.graph.assets.items():
                    if asset.location == root.subject:
                        found |= {key} | self.graph.descendants(key)
            elif root.kind in OF_ASSETS:
                found |= self.graph.descendants(root.origin or root.subject)
        return tuple(k for k in self.graph.order if k in found and self.graph.assets[k].executable)

    def _is_behind(self, problem: Problem) -> bool:
        candidates = list(self.broken)
        if problem.kind in EXPLAINED_BY:
            for key in self.above(problem.subject) | {problem.subject}:
                candidates += self.on.get(key, ())
        return any(self._explains(one, problem) for one in candidates)

    def _explains(self, one: Problem, other: Problem) -> bool:
        """Whether `other` is there because `one` is."""
        if one is other:
            return False
        if one.kind is Kind.LOCATION:
            return self._location_explains(one.subject, other)
        if one.kind not in OF_ASSETS or other.kind not in EXPLAINED_BY:
            return False
        if one.subject == other.subject:
            pair = (one.kind, other.kind)
            if one.stops and other.kind is Kind.EMPTY:  # a blocking check says why, or as much
                return True
            return all(k in SAME_ASSET for k in pair) and pair == tuple(
                sorted(pair, key=SAME_ASSET.index)
            )
        fits = one.stops or one.kind in EXPLAINED_BY[other.kind]
        return fits and one.subject in self.above(other.subject)

    def _location_explains(self, location: str, other: Problem) -> bool:
        if other.kind in OF_TICKS:
            return other.location == location
        if other.kind not in SAME_ASSET:
            return False
        keys = self.above(other.subject) | {other.subject}
        return any(self.graph.assets[key].location == location for key in keys)

    def _place(self, problem: Problem) -> tuple[int, str]:
        return (self.depth.get(problem.subject, -1), problem.id)

    def _together(self, root: Problem) -> str:
        """Roots with the same answer are one cause: of one step, run or asset, or of one load."""
        match root.kind:
            case Kind.FAILED if root.step is not None:
                owners = sorted(self.owners[root.run_id, root.step])
                return f"{root.location} {owners} {root.first_line}"
            case Kind.FAILED:
                return f"{root.run_id} {root.step}"
            case Kind.LATE:
                return identify(root.kind, self._of_step(root.origin or root.subject))
            case _:
                return identify(root.kind, root.subject)

    def _id(self, roots: tuple[Problem, ...]) -> str:
        """A name that stays: every attempt has a run of its own, and may fail at other assets."""
        first = roots[0]
        if first.kind is Kind.FAILED and first.step is not None:
            return identify(first.kind, f"{first.location}/{first.step}")
        if first.kind is Kind.FAILED:
            return identify(first.kind, min(p.subject for p in roots))
        return self._together(first)

    def _of_step(self, key: str) -> str:
        """The first asset of those that one step always makes together."""
        return min([key, *self.graph.assets[key].together])


def _names(keys: Iterable[str], prefix: str) -> tuple[str, ...]:
    return tuple(sorted(key.removeprefix(prefix) for key in keys if key.startswith(prefix)))
