"""What a run is to make is written down at once, and is the same as one by one."""

import sqlite3
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.adapters.dagster_batch import SIZE, STORAGE, store_batches_at_once
from weir.adapters.dagster_sqlite import log_of, records

TABLES = 40
QUERIES = {
    "events": "select dagster_event_type, asset_key, step_key from event_logs order by 1, 2",
    "tables": "select asset_key from asset_keys order by 1",
    "checks": "select asset_key, check_name, execution_status, evaluation_event_storage_id "
    "is not null from asset_check_executions order by 1, 2",
}


@dg.multi_asset(
    name="many",
    specs=[dg.AssetSpec(["raw", f"table_{n}"], skippable=True) for n in range(TABLES)],
    check_specs=[dg.AssetCheckSpec("sound", asset=["raw", f"table_{n}"]) for n in range(TABLES)],
    can_subset=True,
)
def many() -> Any:
    for n in range(TABLES):
        yield dg.MaterializeResult(asset_key=["raw", f"table_{n}"])
        yield dg.AssetCheckResult(passed=True, asset_key=["raw", f"table_{n}"], check_name="sound")


JOB = dg.Definitions(assets=[many], jobs=[dg.define_asset_job("job")]).resolve_job_def("job")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    return tmp_path


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The databases that the storage connected to, one entry for each connection."""
    found: list[str] = []
    connect = STORAGE._connect

    def counting(storage: Any, shard: str) -> Any:
        found.append(shard)
        return connect(storage, shard)

    monkeypatch.setattr(STORAGE, "_connect", counting)
    monkeypatch.setattr(STORAGE, "store_event_batch", STORAGE.store_event_batch)
    monkeypatch.setenv(SIZE, "1000")
    return found


def planned(folder: Path) -> tuple[dg.DagsterInstance, dg.DagsterRun]:
    instance = dg.DagsterInstance.from_config(str(folder))
    return instance, instance.create_run_for_job(JOB, asset_selection=None)


def contents(folder: Path, run_id: str) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for place, path in (("run", log_of(folder, run_id)), ("index", records(folder)[1])):
        with sqlite3.connect(path) as connection:
            for name, query in QUERIES.items():
                found[f"{place} {name}"] = connection.execute(query).fetchall()
    return found


def inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dagster's own way."""
    monkeypatch.delattr(STORAGE, "store_event_batch", raising=False)


def test_dagster_connects_for_each_event_of_a_batch(
    folder: Path, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when its SQLite storage keeps batches at once: then the adapter can go."""
    inherited(monkeypatch)
    with planned(folder)[0]:
        assert len(connected) > 2 * 2 * TABLES


def test_what_a_run_is_to_make_is_one_connection_and_the_same_as_one_by_one(
    tmp_path: Path, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[dict[str, list[tuple[Any, ...]]]] = []
    for name in ("one_by_one", "at_once"):
        home = tmp_path / name
        home.mkdir()
        (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        if name == "at_once":
            store_batches_at_once()
        else:
            inherited(monkeypatch)
        connected.clear()
        instance, run = planned(home)
        with instance:
            if name == "at_once":
                assert len(connected) < 20
            assert JOB.execute_in_process(instance=instance).success
            found.append(contents(home, run.run_id))
    assert found[0] == found[1]
    kinds = Counter(kind for kind, *_ in found[1]["run events"])
    assert kinds == {
        "ASSET_MATERIALIZATION_PLANNED": TABLES,
        "ASSET_CHECK_EVALUATION_PLANNED": TABLES,
    }
    assert len(found[1]["index tables"]) == TABLES
    assert len(found[1]["index checks"]) == 2 * TABLES, (
        "of the run that was planned, and of the other"
    )


def test_a_batch_that_fails_half_way_is_neither_lost_nor_kept_twice(
    folder: Path, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_batches_at_once()
    store, calls = STORAGE.store_event, [0]

    def failing_once(storage: Any, event: Any) -> None:
        calls[0] += 1
        if calls[0] == TABLES:
            raise sqlite3.OperationalError("disk I/O error")
        store(storage, event)

    monkeypatch.setattr(STORAGE, "store_event", failing_once)
    instance, run = planned(folder)
    with instance:
        found = contents(folder, run.run_id)
    assert calls[0] == TABLES + 2 * TABLES, "the batch up to its failure, then one by one"
    assert len(found["run events"]) == 2 * TABLES
    assert len(found["index events"]) == 2 * TABLES
    assert len(found["index checks"]) == TABLES


def test_another_threads_event_waits_and_is_kept(
    folder: Path, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_batches_at_once()
    instance, run = planned(folder)
    with instance:
        begun, store = threading.Event(), STORAGE.store_event
        other = threading.Thread(
            target=lambda: (begun.wait(), instance.report_engine_event("other", run))
        )
        other.start()

        def slowly(storage: Any, event: Any) -> None:
            begun.set()
            store(storage, event)

        monkeypatch.setattr(STORAGE, "store_event", slowly)
        second = instance.create_run_for_job(JOB, asset_selection=None)
        other.join(60)
        messages = [
            r.event_log_entry.dagster_event.message
            for r in instance.get_records_for_run(run.run_id).records
            if r.event_log_entry.dagster_event
        ]
        assert messages[-1] == "other"
        assert len(contents(folder, second.run_id)["run events"]) == 2 * TABLES
