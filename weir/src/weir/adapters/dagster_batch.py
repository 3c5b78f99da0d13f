"""Events that Dagster 1.13.27 hands over together, kept in one commit of each SQLite database.

With `DAGSTER_EVENT_BATCH_SIZE` Dagster collects what a run is to make, and a range's partitions,
and gives them to its storage at once (`EventLogStorage.store_event_batch`). Its SQLite storage
has no such method: the inherited one stores them one by one, each in two to four connections with
a commit each. With 500 models and tests that takes three seconds, before the first step begins.

Dagster falls back to one event at a time where a batch fails; a batch leaves nothing behind then.
"""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy.pool import NullPool

SIZE = "DAGSTER_EVENT_BATCH_SIZE"
AT_ONCE = "1000"  # events; each some 2 kB
MODULE: Any = sqlite_event_log
STORAGE: Any = MODULE.SqliteEventLogStorage


def store_batches_at_once() -> None:
    """Have Dagster hand over its events together, and this process's storages keep them so."""
    os.environ.setdefault(SIZE, AT_ONCE)
    STORAGE.store_event_batch = _store


def _store(storage: Any, events: Sequence[Any]) -> None:
    (run_id,) = {event.run_id for event in events}
    with storage.run_connection(run_id) as of_run, _beside(storage) as index, index.begin():
        storage.run_connection = _lent(storage.run_connection, of_run)
        storage.index_connection = _lent(storage.index_connection, index)
        try:
            for event in events:
                storage.store_event(event)
        finally:
            del storage.run_connection, storage.index_connection  # the class's own again


def _lent(own: Callable[..., Any], connection: Any) -> Callable[..., AbstractContextManager[Any]]:
    """This thread gets the connection; others wait for the storage's lock, held until the end."""
    owner = threading.get_ident()

    def connect(*run_id: str) -> AbstractContextManager[Any]:
        return nullcontext(connection) if threading.get_ident() == owner else own(*run_id)

    return connect


def _beside(storage: Any) -> Any:
    """A connection to the index, whose usual way would wait for the lock that is held already."""
    engine = MODULE.create_engine(
        storage.conn_string_for_shard(MODULE.INDEX_SHARD_NAME),
        poolclass=NullPool,
        connect_args={"timeout": MODULE.SQLITE_BUSY_TIMEOUT_SECONDS},
    )
    return engine.connect()
