"""The process that executes: request after request comes in; its asker's end is our end."""

import os
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any

import dagster as dg

from weir.adapters.dagster_sqlite import log_kept_open
from weir.dagster_home import quicken
from weir.graph.partitions import RANGE
from weir.graph.workspace import locations
from weir.home import home
from weir.run.batch import Batch
from weir.run.merged import job_for, load_all
from weir.run.recover import process_tags


def serve(asker: "Connection[Any, Any]") -> None:
    """Execute request after request until there will be no more."""
    requests: Queue[dict[str, Any] | None] = Queue()
    busy = threading.Event()
    threading.Thread(target=_listen, args=(asker, requests, busy), daemon=True).start()
    parts = load_all(locations(home().project))
    quicken()
    with dg.DagsterInstance.get() as instance:
        while (request := requests.get()) is not None:
            busy.set()
            succeeded = _execute(parts, instance, request)
            busy.clear()
            asker.send(succeeded)


def _listen(
    asker: "Connection[Any, Any]", requests: "Queue[dict[str, Any] | None]", busy: threading.Event
) -> None:
    with suppress(EOFError, OSError):
        while True:
            requests.put(asker.recv())
    # The parent is gone. A run in mid-step would go on for nobody, holding the lease.
    if busy.is_set():
        os._exit(1)
    requests.put(None)


def _execute(
    parts: list[dg.Definitions], instance: dg.DagsterInstance, request: dict[str, Any]
) -> bool:
    partitions = request["partitions"]
    batch = Batch(
        assets=tuple(request["assets"]),
        checks=tuple(request["checks"]),
        partitions=(partitions[0], partitions[1]) if partitions else None,
        tags=dict(request["tags"]),
    )
    tags = batch.tags | process_tags()
    if batch.partitions:
        tags |= dict(zip(RANGE, batch.partitions, strict=True))
    job, run_id = job_for(parts, batch), request["run_id"]
    with log_kept_open(instance, home().dagster, run_id):
        result = job.execute_in_process(
            instance=instance, run_id=run_id, tags=tags, raise_on_error=False
        )
    return result.success
