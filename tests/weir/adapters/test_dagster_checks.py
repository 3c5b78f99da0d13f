"""What `weir.adapters.dagster_checks` works around is still so, and it does."""

import dagster as dg

from weir.adapters.dagster_checks import ANSWERED, verdicts
from weir.gate import standing
from weir.graph.describe import describe_graph
from weir.records import read_judged

KEY = dg.AssetCheckKey(dg.AssetKey(["mart", "fine"]), "positive")
WORLD = {"source": True, "positive": False}


@dg.asset(key=["raw", "good"])
def good() -> None:
    if not WORLD["source"]:
        raise ValueError("HTTP 500")


@dg.asset(key=["mart", "fine"], deps=[good])
def fine() -> None: ...


@dg.asset_check(asset=fine, blocking=True)
def positive() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=WORLD["positive"])


JOB = dg.Definitions(
    assets=[good, fine], asset_checks=[positive]
).resolve_implicit_global_asset_job_def()


def run(instance: dg.DagsterInstance, *, source: bool, passes: bool) -> None:
    WORLD.update(source=source, positive=passes)
    JOB.execute_in_process(instance=instance, raise_on_error=False)


def test_a_run_that_ended_before_the_check_does_not_open_the_gate() -> None:
    with dg.instance_for_test() as instance:
        graph = describe_graph("here", JOB.asset_layer.asset_graph)
        run(instance, source=True, passes=False)
        assert [found.open for _, found in verdicts(instance, [KEY])] == [False]
        run(instance, source=False, passes=True)
        latest = instance.event_log_storage.get_latest_asset_check_execution_by_key([KEY])[KEY]
        assert latest.status not in ANSWERED, "verdicts() can go: the latest record is a verdict"
        judged = read_judged(instance, graph.checks.values())
        assert list(standing(graph, judged)) == ["mart/fine"]
        assert judged["mart/fine:positive"].open
        run(instance, source=True, passes=True)
        assert standing(graph, read_judged(instance, graph.checks.values())) == {}
