"""Carry a backfill out, part after part, until one fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from weir.backfill.at_work import telling
from weir.backfill.parts import Part
from weir.plan.model import Plan
from weir.run.execute import Executor, Runner
from weir.run.outcome import Outcome


@dataclass
class Result:
    """What became of it.

    Attributes:
        outcomes: of each part that was carried out.
        left: the parts that were not, the one that failed first.
    """

    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    left: list[Part] = field(default_factory=list[Part])

    @property
    def succeeded(self) -> bool:
        """Whether everything was made and nothing stands failed."""
        return not self.left and all(outcome.succeeded for outcome in self.outcomes[-1:])


def plan_of(part: Part, plan: Plan, *, incremental: bool) -> Plan:
    """The plan of one part.

    A model that looks for new rows by itself, in the last days say, would not see rows that were
    loaded anew in the midst of its table: it is rebuilt, unless `incremental`.
    """
    return Plan(
        assets={key: plan.assets[key] for key in part.assets},
        partitions={key: list(part.partitions) for key in part.assets if part.partitions},
        full_refresh=part.behind and not incremental,
    )


def carry_out(
    runner: Runner,
    plan: Plan,
    parts: Sequence[Part],
    *,
    incremental: bool,
    tell: Callable[[int, Part], None],
    done: Callable[[Plan, Outcome], None],
) -> Result:
    """Execute the parts in order; after one that failed, none is begun.

    Args:
        runner: with the tags by which the runs are found again.
        plan: of the whole backfill.
        tell: called before a part, with its place among `parts`.
        done: called after it.
    """
    result = Result()
    with Executor(runner.home) as executor, telling(runner.home) as still_to_make:
        for number, part in enumerate(parts):
            still_to_make({key for rest in parts[number:] for key in rest.assets})
            tell(number, part)
            own = plan_of(part, plan, incremental=incremental)
            outcome = runner.carry_out(own, executor)
            result.outcomes.append(outcome)
            done(own, outcome)
            if not _made(outcome, part):
                result.left = [part, *parts[number + 1 :]]
                break
    return result


def _made(outcome: Outcome, part: Part) -> bool:
    """Whether a part was made; what stands failed elsewhere in the graph is no matter of it."""
    failing = {check.asset for check in outcome.standing} & set(part.assets)
    return not (
        outcome.errors
        or outcome.failed
        or outcome.held
        or failing
        or len(outcome.made) < outcome.planned
    )
