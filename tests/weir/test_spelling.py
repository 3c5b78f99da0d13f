"""Suggested commands are ready to paste into the shell that started us."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.weir.alerts.toy import NOW, failed, graph, look

from weir.alerts.causes import group
from weir.alerts.message import next_command
from weir.cli.main import cli
from weir.spelling import pasteable, weir


def test_a_command_is_found_by_whoever_started_with_uv_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (cause,) = group(graph(), look(failed()))
    assert cause.since < NOW
    assert next_command(cause) == "weir why loyalty/sends"
    monkeypatch.setenv("UV", "/usr/bin/uv")
    assert next_command(cause) == "uv run weir why loyalty/sends"
    assert weir("up") == "uv run weir up"
    assert pasteable("call `weir run`, then look") == "call `uv run weir run`, then look"


def test_the_fix_of_an_error_is_spelled_like_that_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path))
    monkeypatch.delenv("WEIR_ENV", raising=False)
    monkeypatch.setenv("UV", "/usr/bin/uv")
    done = CliRunner().invoke(cli, ["sql", "-c", "select 1"])
    assert done.exit_code == 1
    assert "nothing is published yet" in done.stderr
    assert "fix:   run `uv run weir run`; what its checks pass is published" in done.stderr
