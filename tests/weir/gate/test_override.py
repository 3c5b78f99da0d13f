"""A person goes past a closed gate: by name, with a reason, for one run, on the record."""

import json
from typing import Any

from tests.weir.toy.project import Project

SOUND = "raw/risky:sound"
BECAUSE = "the supplier knows, see mail of Monday"


def status(project: Project) -> dict[str, Any]:
    _, output = project.weir("status", "--json")
    return {entry["key"]: entry for entry in json.loads(output)}


def test_an_override_lets_one_run_past_a_failing_check_and_is_recorded(project: Project) -> None:
    assert project.weir("run")[0] == 0
    code, output = project.weir("run", "--override", SOUND, "--because", BECAUSE)
    assert code == 1
    assert "the check raw/risky:sound does not stand failed" in output
    project.flag("bad")
    (project.folder / "news").write_text("2")
    code, output = project.weir("run")
    assert code == 1
    assert "not published" in output

    code, output = project.weir("run", "--override", SOUND)
    assert code == 1
    assert "an override is a check and a reason" in output
    code, output = project.weir("run", "--override", "raw/risky:sond", "--because", BECAUSE)
    assert code == 1
    assert "the check raw/risky:sond does not exist; did you mean raw/risky:sound?" in output

    # What failed stays as it is: only its consumers are due.
    code, output = project.weir("run", "--override", SOUND, "--because", BECAUSE)
    assert code == 0, output
    assert "never materialized" not in output
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
    assert output.count("mart/doubtful") >= 2

    # It was for one run.
    code, output = project.weir("run")
    assert code == 1
    assert "check sound of raw/risky failed (owner: team:load)" in output
    assert "not published" in output
