"""What a test or a person makes the account do; no part of Fivetran's API."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from sandbox.fivetran.model import Connection, TableState
from sandbox.fivetran.sync import Syncs


class Change(BaseModel):
    """What is to happen to a connection; what is left out stays as it is.

    Attributes:
        paused: pause it, or let it go on.
        setup_state: `connected`, `incomplete` or `broken`.
        schedule_type: `auto` or `manual`.
        fail_next: the reason with which its next sync fails.
        reschedule_next: seconds by which its next sync is put off.
        delay: seconds that its syncs take between reading the source and loading.
        never_loaded: name of a table that is switched on and never gets a row.
        withdraw: days whose report rows the platform takes back.
    """

    model_config = ConfigDict(extra="forbid")

    paused: bool | None = None
    setup_state: str | None = None
    schedule_type: str | None = None
    fail_next: str | None = None
    reschedule_next: float | None = None
    delay: float | None = None
    never_loaded: str | None = None
    withdraw: list[str] | None = None


class More(BaseModel):
    """Connections to add, so that lists have several pages."""

    model_config = ConfigDict(extra="forbid")

    count: int = 1
    prefix: str = "more"


def control_router(syncs: Syncs) -> APIRouter:
    """The routes below `/__sandbox/fivetran`."""
    router = APIRouter()
    store = syncs.store

    def find(connection_id: str) -> Connection:
        found = store.get(connection_id)
        if found is None:
            raise HTTPException(404, f"there is no connection {connection_id!r}")
        return found

    @router.get("/connections/{connection_id}")
    def show(connection_id: str) -> dict[str, Any]:
        return find(connection_id).document()

    @router.post("/connections/{connection_id}")
    def change(connection_id: str, wanted: Change) -> dict[str, Any]:
        find(connection_id)
        with store.change(connection_id) as connection:
            _apply(connection, wanted)
        syncs.run_schedule()
        return find(connection_id).document()

    @router.post("/connections/{connection_id}/sync")
    def own_schedule(connection_id: str) -> dict[str, Any]:
        """Fivetran's own schedule, or somebody at its dashboard, starts a sync."""
        find(connection_id)
        return {"started": syncs.start(connection_id)}

    @router.post("/connections")
    def add(wanted: More) -> list[str]:
        names = [f"{wanted.prefix}_{number:04}" for number in range(wanted.count)]
        for name in names:
            store.add(Connection.new(name, "google_sheets", name, schedule_type="manual"))
        return names

    return router


def _apply(connection: Connection, wanted: Change) -> None:
    for name in ("setup_state", "schedule_type", "fail_next", "reschedule_next", "delay"):
        if (value := getattr(wanted, name)) is not None:
            setattr(connection, name, value)
    if wanted.paused is not None:
        connection.paused = wanted.paused
        if connection.sync_state != "syncing":
            connection.sync_state = "paused" if wanted.paused else "scheduled"
    if wanted.never_loaded:
        connection.tables[wanted.never_loaded] = TableState()
    if wanted.withdraw is not None:
        connection.withdrawn = wanted.withdraw
