"""Tells when the adapter can go, and that its command is still there."""

import dagster as dg
from click.testing import CliRunner
from dagster._cli.api import api_cli


def test_dagster_still_has_no_public_way_to_execute_a_run_by_its_id() -> None:
    assert not hasattr(dg, "ExecuteRunArgs")
    assert not hasattr(dg, "execute_run")


def test_the_command_that_all_launchers_start_is_still_there() -> None:
    assert "execute_run" in api_cli.commands
    answer = CliRunner().invoke(api_cli, ["execute_run", "{}"])
    assert answer.exit_code != 0, "it took an order that is none"
