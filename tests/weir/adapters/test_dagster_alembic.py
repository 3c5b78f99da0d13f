"""Dagster's history of its tables is read once, not with each look at its records."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from weir.adapters import dagster_alembic
from weir.adapters.dagster_alembic import remember_revisions


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The folders whose scripts were read; at first, nothing is remembered."""
    found: list[str] = []
    original: Any = ScriptDirectory._load_revisions

    def counting(directory: Any) -> Any:
        found.append(str(directory.dir))
        return original(directory)

    monkeypatch.setattr(ScriptDirectory, "_load_revisions", counting)
    monkeypatch.setattr(ScriptDirectory, "from_config", dagster_alembic._from_config)
    dagster_alembic._of_dagster.cache_clear()
    yield found
    dagster_alembic._of_dagster.cache_clear()


def look(folder: Path) -> None:
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        instance.get_runs_count()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    look(tmp_path)  # makes the tables
    return tmp_path


def test_dagster_reads_its_history_with_each_look(folder: Path, read: list[str]) -> None:
    """Fails when it does not any more: then the adapter can go."""
    look(folder)
    assert len(read) >= 2


def test_a_look_reads_no_history(folder: Path, read: list[str]) -> None:
    remember_revisions()
    assert len(read) == 1
    look(folder)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run = instance.create_run_for_job(dg.GraphDefinition("job").to_job())
        instance.report_engine_event("begun", run)  # a run's log is a database of its own
    assert len(read) == 1


def test_new_tables_are_stamped_as_without_it(tmp_path: Path, read: list[str]) -> None:
    versions: list[Any] = []
    for name in ("stock", "ours"):
        place = tmp_path / name
        place.mkdir()
        (place / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        with dg.DagsterInstance.from_config(str(place)) as instance:
            storages = (instance.run_storage, instance.event_log_storage)
            versions.append([storage.alembic_version() for storage in storages])
        remember_revisions()
    assert versions[0] == versions[1]
    assert all(at == newest and newest for at, newest in versions[1])


def test_the_history_of_other_tables_is_their_own(tmp_path: Path, read: list[str]) -> None:
    remember_revisions()
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "a.py").write_text("revision = 'a'\ndown_revision = None\n")
    config = Config()
    config.set_main_option("script_location", str(tmp_path))
    assert ScriptDirectory.from_config(config).get_heads() == ["a"]
