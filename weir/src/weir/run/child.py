"""The process that executes: requests come in on stdin, a line each; its end is our end."""

import json
import os
import sys
import threading
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


def main() -> None:
    """Execute request after request until stdin ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what steps print belongs to the log
    requests: Queue[str | None] = Queue()
    busy = threading.Event()
    threading.Thread(target=_listen, args=(requests, busy), daemon=True).start()
    parts = load_all(locations(home().project))
    quicken()
    with dg.DagsterInstance.get() as instance:
        while (line := requests.get()) is not None:
            busy.set()
            succeeded = _execute(parts, instance, json.loads(line))
            busy.clear()
            answers.write(json.dumps({"succeeded": succeeded}) + "\n")


def _listen(requests: "Queue[str | None]", busy: threading.Event) -> None:
    for line in sys.stdin:
        requests.put(line)
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


if __name__ == "__main__":
    main()
