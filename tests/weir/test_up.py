"""The platform ends as one, leaves nothing behind, and publishes what a person materializes."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest
from tests.ports import free_port
from tests.weir.toy.platform import LOCATIONS, RUNS, Up, gone, left, left_after
from tests.weir.toy.project import Project

from weir.alerts.message import Message
from weir.alerts.told import note
from weir.environment import Environment, Name
from weir.home import Home
from weir.lease import Lease
from weir.up.sockets import folder_of

SLOW_RUN = ("load", "raw/good", "raw/risky")


@pytest.mark.slow
def test_what_a_person_materializes_is_published_and_ctrl_c_ends_all(project: Project) -> None:
    assert project.weir("run")[0] == 0
    project.flag("empty_fine")
    up = Up.start(project)
    up.says("^ready in .* s")
    run = up.launch("mart", "mart/fine")
    up.says("^published")
    statement = "select count(*) as n from mart.fine"
    assert project.weir("sql", "-c", statement, "--format", "csv")[1] == "n\n0\n"
    status, tags = up.run(run)
    assert (status, tags["weir/worker"]) == ("SUCCESS", "forked"), "a process of its own imports"
    home = project.folder / ".weir"
    taken = [home / "graph.json", home / "published" / "warehouse.duckdb"]
    for path in taken:
        path.unlink()
    deadline = time.monotonic() + 60
    while not all(path.exists() for path in taken):
        back = {path.name: path.exists() for path in taken}
        assert time.monotonic() < deadline, f"what was taken away while nothing ran: {back}"
        time.sleep(0.2)
    assert up.stop() == 0, up.output()
    assert gone(up.port)
    assert left(project) == []


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["webserver", "daemon", "host load", "code server mart"])
def test_one_killed_process_ends_all_and_the_next_start_goes_on(
    project: Project, victim: str
) -> None:
    project.flag("slow")
    up = Up.start(project)
    up.says("^ready in")
    run = up.launch(*SLOW_RUN)
    up.until((project.folder / "in_the_middle").exists, "the run never got there")
    os.kill(up.processes()[victim], signal.SIGKILL)
    assert up.ends() == 1, up.output()
    (line,) = [text for text in up.output().splitlines() if "ending everything" in text]
    what, _, location = victim.rpartition(" ")
    named = f"{what} of {location}" if what else location
    assert line == f"the {named} ended (killed, SIGKILL): ending everything"
    assert left(project) == []
    assert f"run {run[:8]} was killed" in up.output()
    project.flag("slow", on=False)
    again = Up.start(project)
    again.says("^ready in")

    def went_on() -> bool:
        runs = again.ask(RUNS)["runsOrError"]["results"]
        return any(r["parentRunId"] == run and r["status"] == "SUCCESS" for r in runs)

    again.until(went_on, "nobody went on with the killed run")
    assert again.stop() == 0


@pytest.mark.slow
def test_killed_itself_it_leaves_no_orphan(project: Project) -> None:
    project.flag("slow")
    up = Up.start(project)
    up.says("^ready in")
    up.launch(*SLOW_RUN)
    up.until((project.folder / "in_the_middle").exists, "the run never got there")
    sockets = folder_of(Home(project.folder, project.folder / ".weir"))
    assert list(sockets.iterdir())
    up.process.kill()
    up.process.wait()
    assert left_after(project, 10) == []
    assert not sockets.exists()


@pytest.mark.slow
def test_a_location_that_does_not_import_keeps_nobody_from_coming_up(project: Project) -> None:
    assert project.weir("run")[0] == 0
    broken = project.folder / "toy_mart.py"
    text = broken.read_text()
    broken.write_text(text + "\nundefined_name\n")
    up = Up.start(project)
    line = up.says("mart does not load")
    number = len(text.splitlines()) + 2
    assert f"NameError: name 'undefined_name' is not defined (toy_mart.py:{number})" in line
    up.says("^ready in")
    entries = up.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
    shown = {e["name"]: e["locationOrLoadError"] for e in entries}
    assert shown["load"]["__typename"] == "RepositoryLocation"
    assert "undefined_name" in str(shown["mart"]["causes"])
    broken.write_text(text)
    up.says("mended mart")
    up.until(lambda: "mart/fine" in up.assets("mart"), "the page still shows the error")
    assert up.stop() == 0


@pytest.mark.slow
def test_while_the_publisher_waits_for_a_run_edits_alerts_and_a_dead_child_are_seen(
    project: Project,
) -> None:
    assert project.weir("run")[0] == 0
    home = Home(project.folder, project.folder / ".weir")
    with Lease(home.warehouse.with_suffix(".lock"), "the warehouse").held("a long run"):
        up = Up.start(project)
        up.says("^waiting for the warehouse: held by a long run")
        mart = project.folder / "toy_mart.py"
        mart.write_text(mart.read_text().replace('consumer("page/doubtful", "mart/doubtful"),', ""))
        up.says("^reloaded mart in", 30)
        note(
            Environment(Name.LOCAL, home, "duckdb", ""),
            "load",
            Message("raw/good was not made", "", "failure", "weir why raw/good"),
        )
        line = up.says("^alert", 5)
        assert line == "alert  team load: raw/good was not made (weir why raw/good)"
        os.kill(up.processes()["webserver"], signal.SIGKILL)
        began = time.monotonic()
        up.says("webserver ended .*: ending everything", 5)
        assert time.monotonic() - began < 5
        assert up.ends() == 1
    assert up.output().count("alert  team") == 1
    assert left(project) == []


def test_a_taken_port_is_named(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output = project.weir("up", "--port", str(port))
    assert code == 1
    assert f"port {port} is taken" in output
    assert "--port" in output


def test_a_second_platform_on_the_same_state_is_refused(project: Project) -> None:
    (project.folder / ".weir").mkdir()
    with Lease(Path(project.folder / ".weir" / "up.lock"), "the platform").held("the first"):
        code, output = project.weir("up", "--port", str(free_port()))
    assert code == 1
    assert "held by the first" in output
