"""What one look at real records finds: failed attempts, checks, gates, ticks, locations."""

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.alerts.causes import group
from weir.alerts.problem import Kind, Look, Problem
from weir.alerts.problems import problems
from weir.alerts.title import title
from weir.gate import held_back
from weir.graph.describe import describe_graph
from weir.graph.model import Graph
from weir.home import find_project
from weir.records import read_records
from weir.why import explain

FLAGS: set[str] = set()
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture(autouse=True)
def no_flags() -> None:
    FLAGS.clear()


@pytest.fixture
def instance(tmp_path: Path) -> Generator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as made:
        yield made


@dg.multi_asset(
    specs=[
        dg.AssetSpec(["raw", "good"], owners=["team:load"]),
        dg.AssetSpec(["raw", "risky"], owners=["team:load"]),
    ],
    check_specs=[
        dg.AssetCheckSpec("sound", asset=["raw", "risky"], blocking=True),
        dg.AssetCheckSpec("polite", asset=["raw", "risky"]),
    ],
)
def load():
    if "broken" in FLAGS:
        raise ValueError("the API answered 500\nwith much more to say")
    yield dg.MaterializeResult(asset_key=["raw", "good"], metadata={"dagster/row_count": 2})
    yield dg.MaterializeResult(
        asset_key=["raw", "risky"],
        metadata={"dagster/row_count": 0 if "empty" in FLAGS else 2},
    )
    yield dg.AssetCheckResult(
        asset_key=["raw", "risky"],
        check_name="sound",
        passed="unsound" not in FLAGS,
        description="3 rows have no household",
        metadata={"rows": 3},
    )
    yield dg.AssetCheckResult(
        asset_key=["raw", "risky"],
        check_name="polite",
        passed="impolite" not in FLAGS,
        severity=dg.AssetCheckSeverity.WARN,
    )


def reader(key: str, dep: str) -> dg.AssetsDefinition:
    @dg.asset(key=key.split("/"), deps=[dep.split("/")], owners=["team:mart"])
    def one() -> None:
        if "held" in FLAGS:
            check = held_back(GRAPH, {"raw/risky": GRAPH.checks["raw/risky:sound"]}, [key])
            raise dg.Failure(f"the page stays as it was: {check[key]}", allow_retries=False)

    return one


ASSETS = [
    load,
    reader("mart/fine", "raw/good"),
    reader("mart/doubtful", "raw/risky"),
    reader("dashboards/page", "mart/doubtful"),
]
DEFINITIONS = dg.Definitions(assets=ASSETS, executor=dg.in_process_executor)
GRAPH: Graph = describe_graph("toy", DEFINITIONS.resolve_asset_graph())


def run(instance: dg.DagsterInstance, *keys: str) -> bool:
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    chosen = [dg.AssetKey(key.split("/")) for key in keys] or None
    done = job.execute_in_process(instance=instance, asset_selection=chosen, raise_on_error=False)
    return done.success


def found(instance: dg.DagsterInstance, **more: Any) -> Look:
    return problems(instance, GRAPH, read_records(instance, GRAPH), time.time(), **more)


def by_kind(look: Look, kind: Kind) -> dict[str, Problem]:
    return {p.subject: p for p in look.problems if p.kind is kind}


def headlines(look: Look) -> list[str]:
    return [title(cause) for cause in group(GRAPH, look)]


def test_a_platform_that_works_has_no_problem(instance: dg.DagsterInstance) -> None:
    assert run(instance)
    assert found(instance).problems == ()


def test_a_broken_load_is_one_cause_with_its_error_and_its_run(
    instance: dg.DagsterInstance,
) -> None:
    FLAGS.add("broken")
    assert not run(instance)
    look = found(instance)
    failed = by_kind(look, Kind.FAILED)
    assert set(failed) == {
        *("raw/good", "raw/risky", "mart/fine", "mart/doubtful", "dashboards/page")
    }
    assert failed["raw/good"].first_line == "ValueError: the API answered 500"
    assert failed["raw/good"].step == "load"
    last = next(iter(instance.get_runs(limit=1)))
    assert failed["raw/good"].run_id == last.run_id
    assert {key for key, p in failed.items() if p.secondary} == {
        *("dashboards/page", "mart/doubtful", "mart/fine")
    }
    assert headlines(look) == ["raw/good and 1 other asset were not made"]


def test_a_load_that_works_again_ends_it_though_nothing_behind_it_was_made_yet(
    instance: dg.DagsterInstance,
) -> None:
    FLAGS.add("broken")
    run(instance)
    FLAGS.clear()
    assert run(instance, "raw/good", "raw/risky")
    look = found(instance)
    assert set(by_kind(look, Kind.FAILED)) == {"mart/fine", "mart/doubtful", "dashboards/page"}
    assert [h for h in headlines(look) if "was not made" in h] == []
    assert run(instance)
    assert found(instance).problems == ()


def test_a_failing_blocking_check_withholds_and_the_warning_beside_it_does_not(
    instance: dg.DagsterInstance,
) -> None:
    assert run(instance)
    FLAGS.update({"unsound", "impolite"})
    assert not run(instance)
    look = found(instance)
    check = by_kind(look, Kind.CHECK)["raw/risky"]
    assert (check.check, check.stops, check.severe) == ("sound", True, True)
    assert check.reason == "3 rows have no household"
    assert check.facts == {"rows": 3}
    assert check.good is not None
    assert check.good < check.since
    warning = by_kind(look, Kind.WARNING)["raw/risky"]
    assert (warning.check, warning.stops, warning.severe) == ("polite", False, False)
    assert set(by_kind(look, Kind.WITHHELD)) == {"mart/doubtful", "dashboards/page"}
    assert headlines(look) == [
        "check sound of raw/risky fails",
        "check polite of raw/risky warns",
    ]


def test_since_is_the_first_failure_in_a_row_and_not_the_last(
    instance: dg.DagsterInstance,
) -> None:
    FLAGS.add("unsound")
    run(instance)
    first = by_kind(found(instance), Kind.CHECK)["raw/risky"].since
    time.sleep(1.1)
    run(instance)
    assert by_kind(found(instance), Kind.CHECK)["raw/risky"].since == first


def test_a_step_that_refused_because_of_the_gate_is_no_failure_of_its_own(
    instance: dg.DagsterInstance,
) -> None:
    assert run(instance)
    FLAGS.add("held")
    assert not run(instance, "dashboards/page")
    failed = by_kind(found(instance), Kind.FAILED)
    assert failed["dashboards/page"].secondary
    assert headlines(found(instance)) == []


def test_an_empty_table_is_a_problem_of_its_own(instance: dg.DagsterInstance) -> None:
    FLAGS.add("empty")
    run(instance)
    assert headlines(found(instance)) == ["raw/risky is empty"]


def test_a_run_that_still_works_leaves_open_whether_it_failed(
    instance: dg.DagsterInstance,
) -> None:
    FLAGS.add("broken")
    run(instance)
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    look = found(instance)
    assert "failed:raw/good" not in {p.id for p in look.problems}
    assert "failed:raw/good" in look.unclear


def test_why_tells_of_the_try_before_while_a_failed_asset_is_being_made_again(
    instance: dg.DagsterInstance,
) -> None:
    FLAGS.add("broken")
    run(instance)
    first = by_kind(found(instance), Kind.FAILED)["raw/good"]
    time.sleep(1.1)
    run(instance)
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    again = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    look = found(instance, repeats=True)
    failed = by_kind(look, Kind.FAILED)["raw/good"]
    assert failed.reason == first.reason
    assert failed.step == "load"
    assert failed.since == first.since, "the first of the tries that failed one after the other"
    assert failed.again == again.run_id
    assert headlines(look) == ["raw/good and 1 other asset were not made"], "not: never made"
    said = explain(GRAPH, read_records(instance, GRAPH), look, "raw/good")
    assert said.words == "failed, missing; a run is making it"
    page = explain(GRAPH, read_records(instance, GRAPH), look, "dashboards/page")
    assert [c.first.subject for c in page.causes] == ["raw/good"]


def test_a_failure_that_was_repeated_in_vain_began_with_the_first_try(
    instance: dg.DagsterInstance,
) -> None:
    assert run(instance)
    FLAGS.add("broken")
    run(instance)
    first = by_kind(found(instance), Kind.FAILED)["raw/good"]
    time.sleep(1.1)
    run(instance)
    second = by_kind(found(instance), Kind.FAILED)["raw/good"]
    assert second.since == first.since
    assert second.run_id != first.run_id
    assert second.good is not None
    assert second.good < second.since
    FLAGS.clear()
    assert run(instance)
    FLAGS.add("broken")
    run(instance)
    assert by_kind(found(instance), Kind.FAILED)["raw/good"].since > first.since + 1


def test_what_is_made_for_the_first_time_has_not_failed(instance: dg.DagsterInstance) -> None:
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    look = found(instance, repeats=True)
    assert by_kind(look, Kind.FAILED) == {}
    said = explain(GRAPH, read_records(instance, GRAPH), look, "raw/good")
    assert said.words == "missing; a run is making it"


def test_what_a_run_has_made_well_is_not_blamed_while_it_goes_on(
    instance: dg.DagsterInstance,
) -> None:
    assert run(instance)
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    look = found(instance, repeats=True)
    assert look.problems == ()
    said = explain(GRAPH, read_records(instance, GRAPH), look, "raw/good")
    assert said.words == "fine; a run is making it"


def test_a_killed_run_says_what_became_of_it(instance: dg.DagsterInstance) -> None:
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    made = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    instance.report_run_failed(made, "process 4711 was killed")
    look = found(instance)
    assert by_kind(look, Kind.FAILED)["mart/fine"].reason == "process 4711 was killed"
    assert headlines(look) == ["raw/good and 1 other asset were not made"]


def test_a_job_without_assets_that_fails_is_found(instance: dg.DagsterInstance) -> None:
    @dg.op
    def sweep() -> None:
        raise ValueError("the disk is full")

    @dg.job
    def cleaning() -> None:
        sweep()

    cleaning.execute_in_process(instance=instance, raise_on_error=False, run_config=QUIET)
    look = found(instance)
    reason = by_kind(look, Kind.RUN)["cleaning"].reason
    first, where = reason.splitlines()
    assert first == "step sweep: ValueError: the disk is full"
    assert where.startswith(f"  where: {Path(__file__).relative_to(find_project())}:")
    assert "job cleaning failed" in headlines(look)
