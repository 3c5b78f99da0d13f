"""`weir run` on a toy project: plan, gate, recovery, and words for what goes wrong."""

import json
import signal

import dagster as dg
import psutil
import pytest
from tests.weir.toy.platform import left_after
from tests.weir.toy.project import Project

from weir.run.recover import UNFINISHED


def status(project: Project) -> dict[str, str]:
    _, output = project.weir("status", "--json")
    return {entry["key"]: entry["state"] for entry in json.loads(output)}


def test_the_second_run_does_nothing_and_says_so(project: Project) -> None:
    code, output = project.weir("run")
    assert code == 0, output
    assert left_after(project, 15) == []
    assert "raw/good" in output
    assert "never materialized" in output
    code, output = project.weir("run")
    assert code == 0, output
    assert "nothing to do: 6 assets are up to date" in output
    (project.folder / "news").write_text("2")
    code, output = project.weir("run", "--plan")
    assert "new at its source" in output
    assert output.count("downstream of") == 4
    code, output = project.weir("run", "--select", "mart/fine")
    assert code == 0, output
    code, output = project.weir("sql", "-c", "select sum(a) from fine", "--format", "csv")
    assert "page" in output, "a name that two datasets have must be refused"
    code, output = project.weir("sql", "-c", "select sum(a) s from good", "--format", "csv")
    assert output == "s\n1\n"


OTHER = """
import dagster as dg
from toy_load import HERE, made, spec


def news() -> str:
    return (HERE / "other").read_text()


@dg.asset(
    key=["raw", "other"],
    code_version="1",
    metadata={"weir/probe": {"call": "toy_other:news", "arguments": {}}},
)
def other() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"dagster/row_count": 1, "weir/probe": news()})


defs = dg.Definitions(assets=[other])
"""


def test_a_source_that_does_not_answer_stops_nobody_else_and_is_no_success(
    project: Project,
) -> None:
    (project.folder / "other").write_text("1")
    (project.folder / "toy_other.py").write_text(OTHER)
    with (project.folder / "workspace.yaml").open("a") as workspace:
        workspace.write("  - python_module: {module_name: toy_other, location_name: other}\n")
    assert project.weir("run")[0] == 0
    project.flag("mute")
    code, output = project.weir("run")
    assert code == 1, output
    assert "left as they are: raw/good, raw/risky" in output
    assert "the toy's source can't be reached" in output
    assert "nothing to do: no other source has anything new" in output
    (project.folder / "other").write_text("2")
    code, output = project.weir("run", "--plan")
    assert code == 1, output
    assert "raw/other" in output
    code, output = project.weir("run")
    assert code == 1, output
    assert output.count("the toy's source can't be reached") == 2, "before the work and after it"
    assert set(status(project).values()) == {"ok"}
    project.flag("mute", on=False)
    code, output = project.weir("run")
    assert code == 0, output
    assert "nothing to do: 7 assets are up to date" in output


def test_a_failing_check_stops_its_own_consumers_and_nobody_else(ran: Project) -> None:
    ran.flag("bad")
    (ran.folder / "news").write_text("2")
    code, output = ran.weir("run")
    assert code == 1
    assert "check sound of raw/risky failed (owner: team:load)" in output
    assert "not published" in output
    assert status(ran) == {
        "raw/good": "ok",
        "raw/risky": "failing",
        "mart/fine": "ok",
        "page/fine": "ok",
        "mart/doubtful": "withheld",
        "page/doubtful": "withheld",
    }
    code, output = ran.weir("run", "--select", "page/doubtful")
    assert code == 1, "a selection does not get past the gate"
    ran.flag("bad", on=False)
    code, output = ran.weir("run", "--plan")
    due = [line.split()[1] for line in output.splitlines() if line.startswith(("load", "mart"))]
    assert due[0] == "raw/risky"
    assert "its check sound stands failed" in output
    assert "mart/doubtful" in due
    assert "page/doubtful" in due
    code, output = ran.weir("run")
    assert code == 0, output
    assert set(status(ran).values()) == {"ok"}


@pytest.mark.slow
def test_what_failed_is_shown_as_failed(project: Project) -> None:
    """Made once and checked, it looked as good as new; never made, as if nobody had tried."""
    project.flag("broken")
    assert project.weir("run")[0] == 1
    assert set(status(project).values()) == {"failed"}
    project.flag("broken", on=False)
    assert project.weir("run")[0] == 0
    project.flag("broken")
    (project.folder / "news").write_text("2")
    assert project.weir("run")[0] == 1
    code, output = project.weir("status")
    assert code == 1
    assert "its last run did not make it: `weir why raw/good` says why" in output
    assert status(project)["raw/good"] == "failed"


def test_an_empty_table_makes_the_run_red(project: Project) -> None:
    project.flag("empty_good")
    code, output = project.weir("run")
    assert code == 1
    assert "raw/good: no row, and it does not say allow_empty" in output


def test_a_killed_run_is_found_and_finished(project: Project) -> None:
    project.flag("slow")
    first = project.start("run")
    project.until("in_the_middle")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert left_after(project, 15) == []
    project.flag("slow", on=False)
    code, output = project.weir("run")
    assert code == 0, output
    assert "was killed" in output
    assert "marked as failed" in output
    assert set(status(project).values()) == {"ok"}


@pytest.mark.slow
def test_an_interrupted_run_is_marked_as_failed_at_once_and_not_left_started(
    project: Project,
) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # children of a background job ignore
    project.flag("slow")
    first = project.start("run")
    project.until("in_the_middle")
    for process in (*psutil.Process(first.pid).children(), first):  # as a terminal does
        process.send_signal(signal.SIGINT)
    output, _ = first.communicate(timeout=60)
    assert first.returncode == 1, output
    assert "interrupted; what is done stays, and this goes on: " in output
    assert "weir run\n" in output
    with dg.DagsterInstance.from_config(str(project.folder / ".weir" / "dagster")) as instance:
        assert instance.get_runs_count(dg.RunsFilter(statuses=UNFINISHED)) == 0, output
    project.flag("slow", on=False)
    code, output = project.weir("run")
    assert code == 0, output
    assert "was killed" not in output
    assert set(status(project).values()) == {"ok"}


@pytest.mark.slow
def test_a_second_run_waits_and_is_told_for_whom(project: Project) -> None:
    project.flag("slow")
    first = project.start("run")
    project.until("in_the_middle")
    second = project.start("run")
    assert second.stdout is not None
    told = next(line for line in second.stdout if "held by" in line)
    assert f"held by weir run (pid {first.pid}" in told
    first.kill()
    first.communicate()
    project.flag("slow", on=False)
    output, _ = second.communicate(timeout=300)
    assert second.returncode == 0, output


def test_a_location_that_does_not_import_shows_its_own_traceback(project: Project) -> None:
    (project.folder / "toy_mart.py").write_text("import no_such_module\n")
    code, output = project.weir("run")
    assert code == 1
    assert "code location mart does not load" in output
    assert "toy_mart.py" in output
    assert "No module named 'no_such_module'" in output


def test_a_lost_warehouse_is_loaded_anew(ran: Project) -> None:
    (ran.folder / ".weir" / "live" / "warehouse.duckdb").unlink()
    code, output = ran.weir("run")
    assert code == 0, output
    assert output.count("the warehouse is a new one") == 6


def test_a_part_of_a_lost_warehouse_does_not_take_the_place_of_the_whole_for_its_readers(
    ran: Project,
) -> None:
    (ran.folder / ".weir" / "live" / "warehouse.duckdb").unlink()
    code, output = ran.weir("run", "--select", "raw/*")
    assert code == 0, output
    assert "4 tables, " in output
    assert "are still missing in it; readers keep the last copy" in output
    asked = ("sql", "-c", "select sum(a) s from mart.fine", "--format", "csv")
    assert ran.weir(*asked) == (0, "s\n1\n")
    code, output = ran.weir("run")
    assert code == 0, output
    assert "missing" not in output
    assert ran.weir(*asked) == (0, "s\n1\n")


def test_reset_removes_everything_and_only_its_own(ran: Project) -> None:
    code, output = ran.weir("reset", "--yes")
    assert code == 0, output
    assert not (ran.folder / ".weir").exists()
    (ran.folder / ".weir").mkdir()
    (ran.folder / ".weir" / "letters").touch()
    code, output = ran.weir("reset", "--yes")
    assert code == 1
    assert "no state folder of Weir's" in output
