"""A range that failed is not forgotten because another range of the same table was made."""

from pathlib import Path
from typing import Any

import dagster as dg

from weir.graph.model import Asset, Graph
from weir.graph.partitions import Partitions
from weir.home import Home
from weir.plan.model import Plan
from weir.records import Records
from weir.run.batch import Batch
from weir.run.execute import Runner
from weir.run.outcome import Outcome

DAYS = Partitions("daily", "2017-01-01")
REGIONS = Partitions("static", dimension="region", values=("emea", "amer"))


def asset(key: str, *deps: str, partitions: Partitions | None = None) -> Asset:
    return Asset(key=key, location="one", executable=True, deps=deps, partitions=partitions)


GRAPH = Graph(
    {
        made.key: made
        for made in (
            asset("raw/lines", partitions=DAYS),
            asset("mart/of_region", "raw/lines", partitions=REGIONS),
            asset("mart/total", "mart/of_region"),
            asset("raw/others", partitions=DAYS),
        )
    },
    {},
)
PLAN = Plan(
    dict.fromkeys(GRAPH.order, "new"),
    partitions={
        "raw/lines": ["2017-01-01", "2017-01-05"],
        "raw/others": ["2017-01-05"],
        "mart/of_region": ["emea"],
    },
)


class Simulated(Runner):
    """Makes all that it is asked for, but the lines of the first day."""

    def __init__(self) -> None:
        instance: Any = None
        super().__init__(GRAPH, Home(Path(), Path()), instance, "weir run")
        self.asked: list[tuple[tuple[str, ...], str | None]] = []

    def _records(self) -> Records:
        return Records({}, {})

    def _run(self, executor: Any, batch: Batch, run_id: str, outcome: Outcome) -> dict[str, str]:
        first = batch.partitions[0] if batch.partitions else None
        self.asked.append((batch.assets, first))
        broken = {"raw/lines"} if first == "2017-01-01" else set[str]()
        outcome.made.update(dict.fromkeys((k for k in batch.assets if k not in broken), 1))
        return dict.fromkeys(broken & set(batch.assets), "the file is broken")


def test_what_hangs_on_it_is_held_back_and_the_failure_is_told() -> None:
    runner = Simulated()
    executor: Any = dg
    outcome = runner.carry_out(PLAN, executor)
    assert outcome.failed == {"raw/lines": "the file is broken"}
    assert outcome.held.keys() == {"mart/of_region", "mart/total"}
    assert set(outcome.made) == {"raw/others"}
    assert not outcome.succeeded
    assert {key for assets, _ in runner.asked for key in assets} == {"raw/lines", "raw/others"}
    assert (("raw/lines",), "2017-01-05") in runner.asked, "its other range is made all the same"
