"""Dagster's records are kept without the log being written back at each event."""

import sqlite3
import uuid
from collections.abc import Generator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.adapters import dagster_sqlite
from weir.adapters.dagster_sqlite import (
    STORAGES,
    kept_open,
    log_kept_open,
    log_of,
    records,
    remember_engines,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    return tmp_path


def log_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def test_all_databases_lie_where_they_are_looked_for(folder: Path) -> None:
    """Fails when Dagster moves them: then nothing would be kept open, and nobody would notice."""
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run = instance.create_run_for_job(_job())
        instance.report_engine_event("begun", run)
        assert [p.is_file() for p in (*records(folder), log_of(folder, run.run_id))] == [True] * 4


def test_an_event_does_not_write_the_log_back(folder: Path) -> None:
    """Fails, too, when Dagster keeps its connections by itself: then the adapter can go."""
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run = instance.create_run_for_job(_job())
        instance.report_engine_event("first", run)
        log = log_of(folder, run.run_id)
        assert not log_beside(log).exists()
        with kept_open([log, *records(folder)]):
            instance.report_engine_event("second", run)
            instance.report_runless_asset_event(dg.AssetMaterialization("made"))
            assert log_beside(log).stat().st_size > 0
            assert log_beside(records(folder)[1]).stat().st_size > 0
            assert "second" in _of(instance, run)
        assert not log_beside(log).exists()
        assert "second" in _of(instance, run)
    with sqlite3.connect(log) as connection:
        assert connection.execute("select count(*) from event_logs").fetchone()[0] >= 2


def test_where_records_lie_elsewhere_nothing_is_made(folder: Path) -> None:
    with kept_open(records(folder)):
        assert not any(p.exists() for p in records(folder))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The databases that an engine was made for."""
    found: list[str] = []
    create = dagster_sqlite._create_engine

    def counting(url: str, **options: Any) -> Any:
        found.append(url)
        return create(url, **options)

    for storage in STORAGES:
        monkeypatch.setattr(storage, "create_engine", counting)
    monkeypatch.setattr(dagster_sqlite, "_create_engine", counting)
    dagster_sqlite._engine.cache_clear()
    yield found
    dagster_sqlite._engine.cache_clear()


def test_dagster_makes_an_engine_with_each_look(folder: Path, made: list[str]) -> None:
    """Fails when it does not any more: then that part of the adapter can go."""
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run = instance.create_run_for_job(_job())
        for _ in range(3):
            before = len(made)
            instance.report_engine_event("begun", run)
            assert len(made) > before


def test_one_engine_is_made_for_each_database(folder: Path, made: list[str]) -> None:
    remember_engines()
    other = folder / "other"
    other.mkdir()
    (other / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    for home in (folder, other, folder):
        with dg.DagsterInstance.from_config(str(home)) as instance:
            run = instance.create_run_for_job(_job())
            for n in range(3):
                instance.report_engine_event(f"event {n}", run)
            assert _of(instance, run) == ["event 0", "event 1", "event 2"]
    assert len(made) == len(set(made)) == 2 * 3 + 3, "three for each home, one for each run"
    with dg.DagsterInstance.from_config(str(other)) as instance:
        assert instance.get_runs_count() == 1


WAITS, DOES_NOT = 2, 1  # what `pragma synchronous` calls full and normal


def synchronous(instance: dg.DagsterInstance, run_id: str) -> set[int]:
    """Whether commits wait for the disk, in a run's log and in the index."""
    storage: Any = instance.event_log_storage
    found: set[int] = set()
    for connected in (storage.run_connection(run_id), storage.index_connection()):
        with connected as connection:
            found.add(connection.exec_driver_sql("pragma synchronous").scalar())
            mode = connection.exec_driver_sql("pragma journal_mode").scalar()
            assert mode == "wal", "without it, a power cut would leave half a commit"
    return found


def test_upstream_waits_for_the_disk_at_each_commit(folder: Path, made: list[str]) -> None:
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run = instance.create_run_for_job(_job())
        assert synchronous(instance, run.run_id) == {WAITS}


def test_ours_does_not(folder: Path, made: list[str]) -> None:
    remember_engines()
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run = instance.create_run_for_job(_job())
        assert synchronous(instance, run.run_id) == {DOES_NOT}


def test_what_a_run_is_to_make_does_not_write_the_log_back(folder: Path) -> None:
    """With two hundred models and tests that took twelve seconds, before the first step."""
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        run_id = str(uuid.uuid4())
        with log_kept_open(instance, folder, run_id):
            run = instance.create_run_for_job(_job(), run_id=run_id)
            instance.report_engine_event("first", run)
            assert log_beside(log_of(folder, run_id)).stat().st_size > 0
        assert not log_beside(log_of(folder, run_id)).exists()
        assert "first" in _of(instance, run)


def _job() -> dg.JobDefinition:
    @dg.op
    def nothing() -> None: ...

    @dg.job
    def made() -> None:
        nothing()

    return made


def _of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> list[str]:
    entries = [r.event_log_entry for r in instance.get_records_for_run(run.run_id).records]
    return [e.dagster_event.message for e in entries if e.dagster_event]
