"""The README: a command or a key that does not exist sends every newcomer the wrong way."""

import importlib
import re
import shlex
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner
from dagster_dg_cli.cli import create_dg_cli
from tests.repository.readme import DIFFS, TEXT, added

from weir.cli.main import cli
from weir.components.dlt.scaffold import SOURCE

COMMANDS = sorted({line.strip() for line in re.findall(r"(?:`|&& )((?:uv run) [^`\n]+)", TEXT)})
WEIR = [c for c in COMMANDS if c.startswith("uv run weir")]
DG = [c for c in COMMANDS if c.startswith("uv run dg ")]


def test_all_commands_are_looked_at() -> None:
    other = set(COMMANDS) - set(WEIR) - set(DG)
    assert other == {"uv run dagster dev -w workspace.yaml", "uv run pytest"}
    assert len(WEIR) >= 8
    assert len(DG) >= 6


@pytest.mark.parametrize("command", WEIR)
def test_a_command_of_weir_exists_with_its_options(command: str) -> None:
    words = shlex.split(command)[3:]
    found: click.Command = cli
    context = click.Context(cli)
    while words and isinstance(found, click.Group):
        child = found.get_command(context, words[0])
        assert child is not None, words[0]
        found, words = child, words[1:]
    options = {o for p in found.params if isinstance(p, click.Option) for o in p.opts}
    takes_all = found.context_settings.get("ignore_unknown_options", False)
    for word in words:
        assert not word.startswith("-") or takes_all or word in options, word


@pytest.mark.parametrize("command", DG)
def test_a_command_of_dg_exists(command: str) -> None:
    done = CliRunner().invoke(create_dg_cli(), [*shlex.split(command)[3:5], "--help"])
    assert done.exit_code == 0, done.output


def test_a_command_that_dg_has_not_is_found() -> None:
    assert CliRunner().invoke(create_dg_cli(), ["scaffold", "deffs", "--help"]).exit_code == 2


def components() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for diff in DIFFS:
        text = added(diff)
        if "type: weir.components" in text:
            found.append(yaml.safe_load(text))
    return found


def test_each_kind_of_component_has_its_example() -> None:
    kinds = {c["type"].split(".")[2] for c in components()}
    assert kinds == {"dlt", "feature", "audience"}


def test_the_example_of_a_source_fits_what_the_scaffold_writes_for_it() -> None:
    (attributes,) = (c["attributes"] for c in components() if "dlt" in c["type"])
    name = attributes["dataset"]
    (table,) = re.findall(r'table_names=\["(\w+)"\]', SOURCE)
    (cursor,) = re.findall(r'incremental\("(\w+)"', SOURCE)
    assert cursor in attributes["tables"][table]["columns"]
    assert attributes["source"] == f".source:{name}"
    assert f"`{name.upper()}_DATABASE_URL`" in TEXT


@pytest.mark.parametrize("example", components(), ids=lambda c: c["type"])
def test_an_example_is_what_its_component_takes(example: dict[str, Any]) -> None:
    module, _, name = example["type"].rpartition(".")
    component: Any = getattr(importlib.import_module(module), name)
    assert component.model_validate(example["attributes"])
