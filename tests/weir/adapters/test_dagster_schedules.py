"""A look at a sensor's state does not ask each time whether the table for it is there."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.adapters.dagster_schedules import OWN, STORAGE, remember_tables


@pytest.fixture
def as_dagster_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, method in OWN.items():
        monkeypatch.setattr(STORAGE, name, method)


@pytest.fixture
def instance(tmp_path: Path) -> Generator[dg.DagsterInstance]:
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dg.DagsterInstance.from_config(str(tmp_path)) as made:
        yield made


def connections(storage: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many connections each of three looks at a sensor's state opens."""
    opened: list[int] = []
    connect = storage.connect

    @contextmanager
    def counted() -> Generator[Any]:
        opened[-1] += 1
        with connect() as connection:
            yield connection

    monkeypatch.setattr(storage, "connect", counted)
    for _ in range(3):
        opened.append(0)
        assert storage.get_instigator_state("origin", "selector") is None
    return opened


@pytest.mark.usefixtures("as_dagster_has_it")
def test_dagster_asks_for_its_tables_at_each_look(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when it does not any more: then the adapter can go."""
    assert connections(instance.schedule_storage, monkeypatch) == [4, 4, 4]


@pytest.mark.usefixtures("as_dagster_has_it")
def test_a_look_after_the_first_only_looks(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember_tables()
    remember_tables()  # each instance that is opened asks for it
    assert connections(instance.schedule_storage, monkeypatch) == [4, 1, 1]


@pytest.mark.usefixtures("as_dagster_has_it")
def test_an_index_that_is_not_there_yet_is_asked_for_again(instance: dg.DagsterInstance) -> None:
    remember_tables()
    storage: Any = instance.schedule_storage
    assert not storage.has_built_index("to_come")
    storage.mark_index_built("to_come")
    assert storage.has_built_index("to_come")
