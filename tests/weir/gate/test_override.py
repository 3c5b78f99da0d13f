"""A person goes past a closed gate: by name, with a reason, for one run, on the record."""

import getpass
import json
from typing import Any

import pytest
from tests.weir.planned import judged
from tests.weir.toy.project import Project

from weir.errors import WeirError
from weir.graph.model import Check, Graph
from weir.override import Override, of_command, of_run, standing_ids
from weir.records import Records

SOUND = "raw/risky:sound"
BECAUSE = "the supplier knows, see mail of Monday"


def status(project: Project) -> dict[str, Any]:
    _, output = project.weir("status", "--json")
    return {entry["key"]: entry for entry in json.loads(output)}


@pytest.mark.slow
def test_an_override_lets_one_run_past_a_failing_check_and_is_recorded(project: Project) -> None:
    project.flag("bad")
    code, output = project.weir("run")
    assert code == 1
    assert "not published" in output

    # What failed stays as it is: only its consumers are due.
    code, output = project.weir("run", "--override", SOUND, "--because", BECAUSE)
    assert code == 0, output
    made = {line.split()[1] for line in output.splitlines() if line.endswith(" s")}
    assert {"mart/doubtful", "page/doubtful"} <= made
    assert "raw/risky" not in made
    assert f"overridden check {SOUND} stands failed, and held nothing back" in output
    assert "published what a gate refused" in output
    found = status(project)
    assert found["raw/risky"]["state"] == "failing"
    for key in ("mart/doubtful", "page/doubtful"):
        assert found[key]["overridden"].startswith(f"{SOUND} overridden by ")
        assert found[key]["overridden"].endswith(f": {BECAUSE}")
    assert found["mart/fine"]["overridden"] is None

    # The failing asset is made again in the same run, and fails again.
    (project.folder / "news").write_text("3")
    code, output = project.weir("run", "--override", SOUND, "--because", BECAUSE)
    assert code == 0, output
    assert "raw/risky check sound failed" in output
    assert f"overridden check {SOUND}" in output

    # It was for one run.
    code, output = project.weir("run", "--plan")
    assert code == 0
    assert "its check sound stands failed" in output
    found = status(project)
    assert found["page/doubtful"]["held"] == "check sound of raw/risky failed (owner: team:load)"


def failing(*names: str) -> tuple[Graph, set[str]]:
    """A graph in which these checks stand failed, and `raw/other:complete` passes."""
    checks = [Check(*name.split(":"), "load", blocking=True) for name in names]
    passing = Check("raw/other", "complete", "load", blocking=True)
    return Graph({}, {c.id: c for c in (*checks, passing)}), set(names)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raw/risky:sond", "the check raw/risky:sond does not exist; did you mean raw/risky:sound"),
        ("raw/other:complete", "the check raw/other:complete does not stand failed"),
    ],
)
def test_a_name_that_overrides_nothing_is_refused(name: str, said: str) -> None:
    override = of_command([SOUND, name], "known")
    assert override is not None
    with pytest.raises(WeirError) as refused:
        override.refuse_idle(*failing(SOUND))
    assert said in str(refused.value)
    assert f"name one that stands failed: {SOUND}" in str(refused.value)


def test_an_override_without_a_reason_and_a_reason_without_a_check_are_refused() -> None:
    for checks, because in (((SOUND,), None), ((SOUND,), " "), ((), "known")):
        with pytest.raises(WeirError, match="an override is a check and a reason"):
            of_command(checks, because)
    assert of_command((), None) is None


def test_what_the_command_line_asks_for_is_what_every_process_reads_in_the_runs_tags() -> None:
    override = of_command([SOUND, "raw/other:complete"], BECAUSE)
    assert override is not None
    assert override.by == getpass.getuser()
    assert of_run(override.tags) == override
    assert of_run({}) is None
    hosted = {"weir/override": SOUND, "weir/override_because": "x", "dagster/user": "anna@e.org"}
    assert of_run(hosted) == Override((SOUND,), "x", "anna@e.org")


def test_records_forgive_the_named_checks_and_no_others() -> None:
    graph, names = failing(SOUND, "raw/risky:whole")
    records = Records({}, {name: judged(passed=False) for name in names})
    assert standing_ids(graph, records) == names
    assert standing_ids(graph, records.forgiving([SOUND])) == {"raw/risky:whole"}
