"""`.ci/run` runs what a commit runs and more, and fails when any of it fails."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from weir.home import find_project

ROOT = find_project()
RUN = ROOT / ".ci" / "run"
LINES = re.findall(r"^(?:step|together) .*uv .*$", RUN.read_text(), re.MULTILINE)
# What runs at the same time, one set after the other.
TURNS = [re.findall(r'"(uv [^"]+)"', line) or [line.removeprefix("step ")] for line in LINES]
STEPS = [step for turn in TURNS for step in turn]


def run(
    folder: Path, failing: str = "", code: int = 1
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the script with a `uv` that only writes down what it was asked, and may fail once."""
    tools = folder / "bin"
    tools.mkdir()
    log = folder / "asked"
    log.touch()
    uv = f'#!/bin/sh\necho "$*" >> {log}\n[ "$*" = "{failing}" ] && exit {code}\nexit 0\n'
    for name, text in (("uv", uv), ("chromium", "#!/bin/sh\n"), ("pg_ctl", "#!/bin/sh\n")):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    environment = {"HOME": str(folder), "PATH": f"{tools}:{os.environ['PATH']}"}
    done = subprocess.run(
        [RUN], check=False, capture_output=True, text=True, env=environment, cwd=folder
    )
    return done, log.read_text().splitlines()


def test_it_runs_everything_in_order_and_says_how_long_it_took(tmp_path: Path) -> None:
    done, asked = run(tmp_path)
    assert done.returncode == 0, done.stderr
    for turn in TURNS:
        assert {f"uv {step}" for step in asked[: len(turn)]} == set(turn)
        del asked[: len(turn)]
    assert asked == []
    assert TURNS[0] == ["uv sync --locked"]
    assert TURNS[-2:] == [["uv run weir test"], ["uv run weir test -m slow"]]
    assert re.search(r"== total: \d+ s \(exit code 0\)\n$", done.stdout)


@pytest.mark.parametrize("step", STEPS)
def test_a_failing_step_fails_it_and_nothing_runs_after(tmp_path: Path, step: str) -> None:
    done, seen = run(tmp_path, failing=step.removeprefix("uv "))
    assert done.returncode == 1, done.stdout
    last = next(n for n, turn in enumerate(TURNS) if step in turn)
    assert {f"uv {asked}" for asked in seen} == {s for turn in TURNS[: last + 1] for s in turn}


def test_what_side_by_side_steps_print_is_shown_whole_the_failing_ones_too(tmp_path: Path) -> None:
    side_by_side = next(turn for turn in TURNS if len(turn) > 1)
    done, _ = run(tmp_path, failing=side_by_side[0].removeprefix("uv "))
    for step in side_by_side:
        assert f"== {step}\n" in done.stdout
    assert re.search(rf"== \d+ s: {side_by_side[1]}\n", done.stdout)
    assert not re.search(rf"== \d+ s: {side_by_side[0]}\n", done.stdout)


def test_a_suite_without_tests_fails_it(tmp_path: Path) -> None:
    done, _ = run(tmp_path, failing="run weir test -m slow", code=5)
    assert done.returncode == 5
    assert "(exit code 5)" in done.stdout


def test_a_commit_runs_the_linters_of_continuous_integration() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = {hook["entry"] for hook in config["repos"][0]["hooks"]}
    linters = {step for step in STEPS if "sync" not in step and "test" not in step}
    assert hooks == linters
    assert len(hooks) == 5


def test_it_can_be_executed() -> None:
    assert RUN.stat().st_mode & stat.S_IXUSR
    assert subprocess.run(["bash", "-n", RUN], check=False).returncode == 0
