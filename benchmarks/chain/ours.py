"""The chain through Dagster: one `weir run`, split by location."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chain.sampler import Sampler
from benchmarks.chain.steps import Step, steps
from benchmarks.spent import Spent, command, script


@dataclass(frozen=True)
class Run:
    """One `weir run`.

    Attributes:
        whole: the command, from its start to its end.
        steps: what each step took.
    """

    whole: Spent
    steps: Mapping[Step, Spent]

    def of(self, location: str) -> Spent:
        """What the steps of a location took."""
        return sum((s for step, s in self.steps.items() if step.location == location), Spent())

    @property
    def beside(self) -> Spent:
        """What no step took: the start, the plan, Dagster's bookkeeping, the publishing."""
        return self.whole - sum(self.steps.values(), Spent())


def run(state: Path, accepted: Collection[int] = (0,)) -> Run:
    """`weir run` on a state folder whose sandbox is running."""
    began, sampler = time.time(), Sampler()
    whole = command([script("weir"), "run"], beside=sampler.start, accepted=accepted)
    taken = {
        step: Spent(step.last - step.first, sampler.between(step.first, step.last))
        for step in steps(state, began)
    }
    return Run(whole, taken)
