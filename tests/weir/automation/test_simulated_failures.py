"""Each test is a way in which event-driven graphs are known to fail."""

from datetime import UTC, datetime, timedelta

import dagster as dg
from tests.weir.automation.conftest import Simulation, asset

from weir.automation import conditions
from weir.automation.moment import read_open_runs

MINUTE = timedelta(minutes=1)


def chain() -> dg.Definitions:
    return dg.Definitions(
        assets=[
            dg.AssetSpec("raw"),
            asset("base", "raw"),
            asset("mart", "base"),
            asset("page", "mart"),
        ]
    )


def made_once(sim: Simulation) -> dg.Definitions:
    definitions = chain()
    sim.load("raw")
    assert sim.tick(definitions) == {"base", "mart", "page"}
    sim.run(definitions, "base", "mart", "page")
    assert sim.tick(definitions) == set()
    return definitions


def test_a_new_source_is_followed_to_the_end_in_one_run(sim: Simulation) -> None:
    definitions = made_once(sim)
    sim.load("raw")
    assert sim.tick(definitions) == {"base", "mart", "page"}


def test_nothing_is_asked_for_where_a_source_was_never_loaded(sim: Simulation) -> None:
    definitions = chain()
    assert sim.tick(definitions) == set()


def test_an_edge_is_not_missed_when_the_code_location_reloads(sim: Simulation) -> None:
    made_once(sim)
    sim.load("raw")
    sim.cursor = None  # as after a reload that dropped the asset for a moment
    assert sim.tick(chain()) == {"base", "mart", "page"}


def test_an_edge_is_not_missed_when_parent_and_child_were_made_between_two_ticks(
    sim: Simulation,
) -> None:
    definitions = made_once(sim)
    sim.run(definitions, "mart", "page")
    sim.load("raw")
    sim.run(definitions, "page")
    assert sim.tick(definitions) == {"base", "mart", "page"}


def test_a_broken_asset_starts_no_storm_of_runs(sim: Simulation) -> None:
    definitions = made_once(sim)
    sim.load("raw")
    assert "base" in sim.tick(definitions)
    sim.run(definitions, "base", "mart", "page", fails=True)
    sim.now = datetime.now(UTC)
    asked = [sim.tick(definitions) for _ in range(10)]
    assert asked == [set()] * 10, "within the minute before the first retry"


def test_a_broken_asset_is_tried_again_after_longer_and_longer_pauses(sim: Simulation) -> None:
    definitions = dg.Definitions(assets=[dg.AssetSpec("raw"), asset("base", "raw")])
    sim.load("raw")
    sim.tick(definitions)
    pauses: list[int] = []
    for _ in range(3):
        sim.run(definitions, "base", fails=True)
        sim.now = datetime.now(UTC)
        waited = 1
        while not sim.tick(definitions, MINUTE):
            waited += 1
        pauses.append(waited)
    assert pauses == [1, 2, 4]


def test_a_broken_asset_is_tried_at_once_when_its_parent_changes(sim: Simulation) -> None:
    definitions = made_once(sim)
    sim.load("raw")
    sim.tick(definitions)
    sim.run(definitions, "base", "mart", "page", fails=True)
    assert sim.tick(definitions) == set()
    sim.load("raw")
    assert sim.tick(definitions) == {"base", "mart", "page"}


def test_a_broken_asset_is_tried_once_when_its_location_was_loaded_anew(sim: Simulation) -> None:
    """Its mended code is that of before the edit that broke it: nothing says that it changed."""
    definitions = made_once(sim)
    sim.run(definitions, "mart", fails=True)
    sim.now = datetime.now(UTC)
    assert sim.tick(definitions) == set()
    loaded_anew = chain()
    assert sim.tick(loaded_anew) == {"mart", "page"}
    sim.run(loaded_anew, "mart", "page", fails=True)
    sim.now = datetime.now(UTC)
    assert [sim.tick(loaded_anew) for _ in range(5)] == [set()] * 5


def test_a_failed_asset_that_nothing_makes_due_is_tried_again(sim: Simulation) -> None:
    """An edit failed and was taken back: the code is what it was, and it stood failed for ever."""
    definitions = made_once(sim)
    assert sim.tick(definitions) == set()
    sim.run(definitions, "mart", fails=True)
    sim.now = datetime.now(UTC)
    assert sim.tick(definitions) == set()
    assert sim.tick(definitions, MINUTE) == {"mart", "page"}
    sim.run(definitions, "mart", "page")
    sim.now = datetime.now(UTC)
    assert sim.tick(definitions, MINUTE) == set()


def test_what_is_queued_is_not_asked_for_twice(sim: Simulation) -> None:
    definitions = made_once(sim)
    sim.load("raw")
    assert sim.tick(definitions)
    sim.queue(definitions, "base", "mart", "page")
    sim.load("raw")
    assert sim.tick(definitions) == set()


def test_what_arrives_while_a_chain_runs_makes_its_consumers_once(sim: Simulation) -> None:
    definitions = dg.Definitions(
        assets=[
            asset("shop", automation=None),
            asset("tills", automation=None),
            asset("orders", "shop"),
            asset("lines", "tills"),
            asset("mart", "orders", "lines"),
        ]
    )
    sim.run(definitions, "shop", "tills", "orders", "lines", "mart")
    assert sim.tick(definitions) == set()
    queued = sim.queue(definitions, "tills")
    sim.load("shop")
    assert sim.tick(definitions) == {"orders"}  # the mart would be made again in a moment
    sim.run(definitions, "orders")
    assert sim.tick(definitions) == set()
    sim.instance.report_run_canceled(queued)
    sim.run(definitions, "tills")
    assert sim.tick(definitions) == {"lines", "mart"}


def test_nobody_waits_for_ever_for_what_does_not_arrive(sim: Simulation) -> None:
    definitions = dg.Definitions(
        assets=[
            asset("shop", automation=None),
            asset("tills", automation=None),
            asset("orders", "shop"),
            asset("lines", "tills"),
            asset("mart", "orders", "lines"),
        ]
    )
    sim.run(definitions, "shop", "tills", "orders", "lines", "mart")
    sim.queue(definitions, "tills")
    sim.run(definitions, "shop", "orders")
    waited = [sim.tick(definitions, MINUTE) for _ in range(20)]
    assert waited[:14] == [set()] * 14
    assert {"mart"} in waited


def test_a_comment_is_no_new_code_version(sim: Simulation) -> None:
    first = dg.Definitions(assets=[dg.AssetSpec("raw"), asset("base", "raw", code_version="1")])
    sim.load("raw")
    sim.tick(first)
    sim.run(first, "base")
    same = dg.Definitions(assets=[dg.AssetSpec("raw"), asset("base", "raw", code_version="1")])
    assert sim.tick(same) == set()
    changed = dg.Definitions(assets=[dg.AssetSpec("raw"), asset("base", "raw", code_version="2")])
    assert sim.tick(changed) == {"base"}


def test_changed_code_is_seen_however_many_looks_were_missed(sim: Simulation) -> None:
    first = dg.Definitions(
        assets=[asset("view", automation=conditions.on_code_change, code_version="1")]
    )
    assert sim.tick(first) == {"view"}
    sim.run(first, "view")
    sim.cursor = None
    changed = dg.Definitions(
        assets=[asset("view", automation=conditions.on_code_change, code_version="2")]
    )
    assert sim.tick(changed) == {"view"}
    sim.run(changed, "view")
    assert sim.tick(changed) == set()


def test_a_view_is_left_alone_by_new_data(sim: Simulation) -> None:
    definitions = dg.Definitions(
        assets=[dg.AssetSpec("raw"), asset("view", "raw", automation=conditions.on_code_change)]
    )
    sim.load("raw")
    sim.tick(definitions)
    sim.run(definitions, "view")
    sim.load("raw")
    assert sim.tick(definitions) == set()


def test_what_reads_a_view_that_is_left_alone_is_told_of_new_data(sim: Simulation) -> None:
    """It would stand still for ever, with every light green."""
    definitions = dg.Definitions(
        assets=[
            dg.AssetSpec("raw"),
            asset("view", "raw", automation=conditions.on_code_change),
            asset("over", "view", automation=conditions.on_code_change),
            asset("mart", "over"),
        ]
    )
    sim.load("raw")
    assert sim.tick(definitions) == {"view", "over", "mart"}
    sim.run(definitions, "view", "over", "mart")
    assert sim.tick(definitions) == set()
    sim.load("raw")
    assert sim.tick(definitions) == {"mart"}
    sim.run(definitions, "mart")
    assert sim.tick(definitions) == set()


def partitioned(start: str, end: str) -> dg.Definitions:
    days = dg.DailyPartitionsDefinition(start, end_date=end)
    return dg.Definitions(
        assets=[
            dg.AssetSpec("pos", partitions_def=days),
            asset("base", "pos"),
            asset("mart", "base"),
        ]
    )


def test_the_first_partition_is_enough_for_what_reads_a_partitioned_source(sim: Simulation) -> None:
    definitions = partitioned("2017-01-01", "2018-01-01")
    assert sim.tick(definitions) == set()
    sim.load("pos", "2017-01-01")
    assert sim.tick(definitions) == {"base", "mart"}


def test_a_business_clock_in_the_past_does_not_silence_the_graph(sim: Simulation) -> None:
    definitions = partitioned("2017-01-01", "2018-01-01")
    sim.load("pos", "2017-11-30")
    sim.tick(definitions)
    sim.run(definitions, "base", "mart")
    assert sim.tick(definitions) == set()
    sim.load("pos", "2017-12-01")  # eight years before the wall clock's latest window
    assert sim.tick(definitions) == {"base", "mart"}


def test_a_backfill_makes_what_reads_it_once(sim: Simulation) -> None:
    days = dg.DailyPartitionsDefinition("2017-01-01", end_date="2018-01-01")

    @dg.asset(partitions_def=days)
    def pos() -> None: ...

    definitions = dg.Definitions(assets=[pos, asset("base", "pos")])
    sim.load("pos", "2017-01-01")
    sim.tick(definitions)
    sim.run(definitions, "base")
    runs = [sim.queue(definitions, "pos") for _ in range(3)]
    for number, run in enumerate(runs):
        sim.load("pos", f"2017-02-0{number + 1}")
        assert sim.tick(definitions) == set()
        sim.instance.report_run_canceled(run)
    assert sim.tick(definitions) == {"base"}


def test_a_test_of_a_source_and_its_readers_are_one_request(sim: Simulation) -> None:
    """Asked for apart, the models would have to wait for a run of the test alone."""

    @dg.asset_check(
        asset="raw", blocking=True, automation_condition=conditions.OnLoad(), name="unique"
    )
    def unique() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    definitions = dg.Definitions(
        assets=[dg.AssetSpec("raw"), asset("base", "raw")], asset_checks=[unique]
    )
    sim.load("raw")
    assert sim.tick(definitions) == {"base", "raw:unique"}
    job = definitions.resolve_implicit_global_asset_job_def()
    assert job.execute_in_process(instance=sim.instance).success
    assert sim.tick(definitions) == set()
    sim.load("raw")
    assert sim.tick(definitions) == {"base", "raw:unique"}


def test_a_test_of_two_tables_is_not_run_again_after_the_run_that_ran_it(sim: Simulation) -> None:
    """Dagster's record of a check has the time of the plan: before the tables of the same run."""

    @dg.asset_check(
        asset="mart",
        additional_deps=["base"],
        automation_condition=conditions.OnLoad(),
        name="adds_up",
    )
    def adds_up() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    definitions = dg.Definitions(
        assets=[dg.AssetSpec("raw"), asset("base", "raw"), asset("mart", "base")],
        asset_checks=[adds_up],
    )
    sim.load("raw")
    assert sim.tick(definitions) == {"base", "mart", "mart:adds_up"}
    job = definitions.resolve_implicit_global_asset_job_def()
    assert job.execute_in_process(instance=sim.instance).success
    assert sim.tick(definitions) == set()


def test_a_failing_check_holds_its_consumers_until_it_passes(sim: Simulation) -> None:
    good = [False]
    definitions = dg.Definitions(
        assets=[
            asset("raw", automation=None, checks={"unique": lambda: good[0]}),
            asset("base", "raw"),
            asset("mart", "base"),
        ]
    )
    job = definitions.resolve_implicit_global_asset_job_def()
    raw = dg.AssetSelection.assets("raw")
    sub = job.get_subset(asset_selection=raw.resolve(definitions.resolve_asset_graph()))
    sub.execute_in_process(instance=sim.instance, raise_on_error=False)
    assert [sim.tick(definitions) for _ in range(3)] == [set()] * 3
    good[0] = True
    sub.execute_in_process(instance=sim.instance)
    assert sim.tick(definitions) == {"base", "mart"}


def test_a_run_of_a_whole_job_in_process_is_known_by_what_it_is_to_make(sim: Simulation) -> None:
    """`weir run` keeps an empty selection of it: beside it, all would be asked for twice."""
    definitions = dg.Definitions(assets=[asset("raw", automation=None), asset("mart", "raw")])
    job = definitions.resolve_implicit_global_asset_job_def()
    run = sim.instance.create_run_for_job(job_def=job, asset_selection=frozenset())
    assert read_open_runs(sim.instance).planned == {run.run_id: {"raw", "mart"}}
    assert sim.tick(definitions) == set()
