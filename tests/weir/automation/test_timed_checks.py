"""A check whose answer time alone can change is evaluated though nothing was loaded."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg
from tests.weir.automation.conftest import Simulation

from weir.automation import conditions

STALE = dg.AssetCheckKey(dg.AssetKey("raw"), "source_freshness")
SPEC = dg.AssetCheckSpec(
    STALE.name,
    asset=STALE.asset_key,
    automation_condition=conditions.OnLoad(),
    metadata={"weir/every": 900.0},
)


@dg.multi_asset_check(specs=[SPEC], can_subset=True)
def source_freshness() -> Iterator[dg.AssetCheckResult]:
    yield dg.AssetCheckResult(passed=True, check_name=STALE.name, asset_key=STALE.asset_key)


def test_a_source_that_loads_nothing_is_still_looked_at(sim: Simulation) -> None:
    raw = dg.AssetSpec("raw")
    definitions = dg.Definitions(assets=[raw], asset_checks=[source_freshness])
    job = dg.define_asset_job("job", selection=dg.AssetSelection.checks(STALE))
    evaluated = dg.Definitions(assets=[raw], asset_checks=[source_freshness], jobs=[job])
    sim.load("raw")
    assert sim.tick(definitions) == {"raw:source_freshness"}
    evaluated.resolve_job_def("job").execute_in_process(instance=sim.instance)
    assert sim.tick(definitions) == set()
    assert sim.tick(definitions, timedelta(minutes=14)) == set()
    assert sim.tick(definitions, timedelta(minutes=2)) == {"raw:source_freshness"}
    assert sim.tick(definitions) == set(), "it is not asked for again before it had time to run"
