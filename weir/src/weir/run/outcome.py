"""What became of a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from weir.gate import held_back
from weir.graph.model import Check, Graph
from weir.records import Records


@dataclass
class Outcome:
    """What became of a plan, while and after it is carried out.

    Attributes:
        made: rows of each asset that was materialized, where it said them.
        errors: the error of each step that failed.
        failed: the error of each asset whose step failed.
        held: why an asset was held back.
        checks: the last result of each check that was evaluated.
        warned: ids of those that did not pass, and only warn.
        seconds: time that the steps of each location took.
        standing: blocking checks of the whole graph that stand failed, and are not overridden.
        overridden: ids of those that stand failed and are overridden.
        excused: the error of each step that failed by overridden checks alone.
        missing: tables that were made last in another warehouse, which was taken away.
        empty: assets of the whole graph without a row that do not allow it.
    """

    planned: int = 0
    made: dict[str, int | None] = field(default_factory=dict[str, int | None])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    failed: dict[str, str] = field(default_factory=dict[str, str])
    held: dict[str, str] = field(default_factory=dict[str, str])
    checks: dict[str, bool] = field(default_factory=dict[str, bool])
    warned: set[str] = field(default_factory=set[str])
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    runs: list[str] = field(default_factory=list[str])
    unanswered: list[str] = field(default_factory=list[str])
    standing: list[Check] = field(default_factory=list[Check])
    overridden: list[str] = field(default_factory=list[str])
    excused: dict[str, str] = field(default_factory=dict[str, str])
    empty: list[str] = field(default_factory=list[str])
    missing: list[str] = field(default_factory=list[str])
    published: bool = False

    @property
    def succeeded(self) -> bool:
        """Everything planned was made, every gate is open, and nothing is empty."""
        undone = (
            self.errors
            or self.failed
            or self.held
            or self.unanswered
            or len(self.made) < self.planned
        )
        return not (undone or self.standing or self.empty)


def innocent(graph: Graph, outcome: Outcome, undone: Iterable[str], records: Records) -> set[str]:
    """Of what was planned and not made: what no failure concerns; the rest is entered as held.

    A step with a failure, or one behind it, is not executed by Dagster as a whole, so that
    healthy assets in it stay undone: they are run once more, without the others.
    """
    failing = {c.asset: c for c in graph.checks.values() if records.stands_failed(c)}
    wanted = set(undone)
    found: set[str] = set()
    for key in (k for k in graph.order if k in wanted):
        reason = held_back(graph, failing, [key]).get(key)
        broken = sorted(graph.ancestors(key) & outcome.failed.keys())
        if reason:
            outcome.held[key] = reason
            outcome.failed.pop(key, None)
        elif broken:
            outcome.held[key] = f"{broken[0]} failed"
            outcome.failed.pop(key, None)
        elif key not in outcome.failed:
            found.add(key)
    return found


def judge(graph: Graph, outcome: Outcome, records: Records) -> None:
    """Enter what the whole graph looks like after the run."""
    outcome.standing = [c for c in graph.checks.values() if records.stands_failed(c)]
    outcome.empty = [
        key
        for key, last in records.loaded.items()
        if last.rows == 0 and not graph.assets[key].allow_empty
    ]
