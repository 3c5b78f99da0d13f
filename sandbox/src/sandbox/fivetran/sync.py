"""Syncs: triggered by a request or by Fivetran's own schedule, one at a time per connection."""

import logging
import threading
import time
from datetime import timedelta
from weakref import WeakKeyDictionary

from sandbox.ads import CONNECTORS
from sandbox.fivetran.extract import read
from sandbox.fivetran.load import load
from sandbox.fivetran.model import Connection, timestamp
from sandbox.fivetran.store import Store
from sandbox.world import World
from weir.warehouse import open_warehouse

logger = logging.getLogger(__name__)
_of: WeakKeyDictionary[World, "Syncs"] = WeakKeyDictionary()
_guard = threading.Lock()


class SyncFailedError(Exception):
    """A sync ends without success; its text is the reason that the API shows."""


class Syncs:
    """Runs the syncs of an account's connections, each on a thread of its own.

    Connections with the schedule type `auto` sync when the sandbox starts for the first time and
    whenever its clock moves; the others only when they are triggered.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = Store(world.database("fivetran"))
        world.on_tick(self.run_schedule)

    @classmethod
    def of(cls, world: World) -> "Syncs":
        """The one object of a world: its API and its controls share it."""
        with _guard:
            if world not in _of:
                _of[world] = cls(world)
                _of[world].resume()
            return _of[world]

    def resume(self) -> None:
        """Begin again what was under way when the sandbox ended, and what is due."""
        for connection in self.store.all():
            if connection.sync_state == "syncing":
                self._spawn(connection.id)
            elif connection.sync_state == "rescheduled" and connection.schedule_type == "auto":
                self.start(connection.id)
        self.run_schedule()

    def run_schedule(self) -> None:
        """Start the syncs that are due by Fivetran's own schedule."""
        for connection in self.store.all():
            if self._due(connection):
                self.start(connection.id)

    def start(self, connection_id: str) -> bool:
        """Start a sync; False where one is running already, which then goes on.

        Raises:
            KeyError: no such connection.
        """
        with self.store.change(connection_id) as connection:
            if connection.sync_state == "syncing":
                return False
            connection.sync_state = "syncing"
            connection.rescheduled_for = None
            connection.starts += 1
        self._spawn(connection_id)
        return True

    def _spawn(self, connection_id: str) -> None:
        threading.Thread(
            target=self._run, args=[connection_id], name=f"sync {connection_id}", daemon=True
        ).start()

    def _run(self, connection_id: str) -> None:
        connection = self.store.get(connection_id)
        if connection is None:
            return
        if connection.reschedule_next is not None:
            self._put_off(connection_id, connection.reschedule_next)
            return
        try:
            self._sync(connection)
        except SyncFailedError as error:
            self._failed(connection_id, str(error))
        except Exception as error:  # whatever stops a sync is told through the API
            if self.world.ending.is_set():
                return  # it stays under way, and `resume` begins it again
            logger.exception("sync of %s", connection_id)
            self._failed(connection_id, str(error))
        self.run_schedule()  # the clock may have moved meanwhile

    def _sync(self, connection: Connection) -> None:
        as_of = self.world.clock
        if connection.fail_next is not None:
            time.sleep(connection.delay)
            raise SyncFailedError(connection.fail_next)
        batches = read(self.world, connection, as_of)
        time.sleep(connection.delay)
        holder = f"Fivetran sync of {connection.id}"
        load(open_warehouse(), holder, connection.schema, batches, self.world.instant())
        with self.store.change(connection.id) as present:
            for batch in batches:
                present.tables[batch.shape.name].through = as_of.isoformat()
            present.succeeded_at = timestamp(self.world.instant())
            present.sync_state = "paused" if present.paused else "scheduled"
            present.is_historical_sync = False
            present.tasks = []

    def _failed(self, connection_id: str, reason: str) -> None:
        with self.store.change(connection_id) as connection:
            connection.fail_next = None
            connection.failed_at = timestamp(self.world.instant())
            connection.sync_state = "paused" if connection.paused else "scheduled"
            connection.tasks = [{"code": "sync_failed", "message": reason, "details": ""}]

    def _put_off(self, connection_id: str, seconds: float) -> None:
        """What Fivetran does when the source's quota is used up.

        With the schedule type `manual` nobody but a request runs the sync again
        (https://fivetran.com/docs/rest-api/tutorials/trigger-syncs-manually).
        """
        moment = self.world.instant() + timedelta(seconds=seconds)
        with self.store.change(connection_id) as connection:
            connection.reschedule_next = None
            connection.sync_state = "rescheduled"
            connection.rescheduled_for = timestamp(moment)
        if connection.schedule_type == "auto":
            time.sleep(seconds)
            self.start(connection_id)

    def _due(self, connection: Connection) -> bool:
        """Whether its own schedule would run it: once for each day of the clock."""
        if connection.schedule_type != "auto" or connection.paused:
            return False
        if connection.setup_state != "connected" or connection.sync_state != "scheduled":
            return False
        clock = self.world.clock.isoformat()
        tables = [connection.tables[s.name] for s in CONNECTORS.get(connection.service, ())]
        behind = any(table.enabled and (table.through or "") < clock for table in tables)
        # The instant's UTC date changes with the clock's, so one try a day that failed is enough.
        failed_today = (connection.failed_at or "")[:10] == timestamp(self.world.instant())[:10]
        return behind and not failed_today
