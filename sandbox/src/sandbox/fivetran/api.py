"""Fivetran's REST API, official paths and the older names that dagster-fivetran calls.

Source: fivetran/fivetran-mcp, specs/fivetran-open-api-definition.json (MIT).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request

from sandbox.fivetran import schemas
from sandbox.fivetran.answers import RefusedError, page, success
from sandbox.fivetran.model import CREATED, GROUP, Connection
from sandbox.fivetran.sync import Syncs

PERSISTENT = {"paused", "schedule_type", "sync_frequency", "daily_sync_time", "is_historical_sync"}
FREQUENCIES = {1, 5, 15, 30, 60, 120, 180, 360, 480, 720, 1440}
SCHEDULES = {"auto", "manual"}
Content = Annotated[dict[str, Any] | None, Body()]


def api_router(syncs: Syncs) -> APIRouter:
    """The routes below `/v1`."""
    router = APIRouter(prefix="/v1")
    _account(router)
    # dagster-fivetran calls names that the published definition no longer has.
    for word, trigger in (("connections", "sync"), ("connectors", "force")):
        _connections(router, syncs, word)
        _schemas(router, syncs, word)
        _syncs(router, syncs, word, trigger)
    return router


def _find(syncs: Syncs, connection_id: str) -> Connection:
    found = syncs.store.get(connection_id)
    if found is None:
        raise RefusedError(404, f"there is no connection {connection_id!r}", "NotFound_Connection")
    return found


def _account(router: APIRouter) -> None:
    @router.get("/groups")
    def groups(request: Request) -> dict[str, Any]:
        items = [{"id": GROUP, "name": "Shop", "created_at": CREATED}]
        return page(items, request.query_params.get("limit"), request.query_params.get("cursor"))

    @router.get("/destinations/{destination_id}")
    def destination(destination_id: str) -> dict[str, Any]:
        if destination_id != GROUP:
            raise RefusedError(404, f"there is no destination {destination_id!r}")
        return success(
            {
                "id": GROUP,
                "group_id": GROUP,
                "service": "big_query",
                "region": "GCP_US_EAST4",
                "time_zone_offset": "-5",
                "setup_status": "CONNECTED",
                "config": {"project_id": "shop", "data_set_location": "US"},
            }
        )


def _connections(router: APIRouter, syncs: Syncs, word: str) -> None:
    @router.get(f"/groups/{{group_id}}/{word}")
    def connections(group_id: str, request: Request) -> dict[str, Any]:
        if group_id != GROUP:
            raise RefusedError(404, f"there is no group {group_id!r}")
        query = request.query_params
        wanted = query.get("schema")
        items = [c.details() for c in syncs.store.all() if wanted in (None, c.schema)]
        return page(items, query.get("limit"), query.get("cursor"))

    @router.get(f"/{word}/{{connection_id}}")
    def details(connection_id: str) -> dict[str, Any]:
        return success(_find(syncs, connection_id).details())

    @router.patch(f"/{word}/{{connection_id}}")
    def update(connection_id: str, body: Content = None) -> dict[str, Any]:
        _find(syncs, connection_id)
        with syncs.store.change(connection_id) as connection:
            _update(connection, body or {})
        syncs.run_schedule()
        return success(_find(syncs, connection_id).details(), "Connection has been updated")

    @router.delete(f"/{word}/{{connection_id}}")
    def delete(connection_id: str) -> dict[str, Any]:
        _find(syncs, connection_id)
        syncs.store.delete(connection_id)
        return success(message=f"Connection with id '{connection_id}' has been deleted")


def _schemas(router: APIRouter, syncs: Syncs, word: str) -> None:
    @router.get(f"/{word}/{{connection_id}}/schemas")
    def schema_config(connection_id: str) -> dict[str, Any]:
        return success(schemas.config(_find(syncs, connection_id)))

    @router.patch(f"/{word}/{{connection_id}}/schemas")
    def change_schemas(connection_id: str, body: Content = None) -> dict[str, Any]:
        _find(syncs, connection_id)
        with syncs.store.change(connection_id) as connection:
            schemas.change(connection, body or {})
        return success(schemas.config(_find(syncs, connection_id)))

    @router.get(f"/{word}/{{connection_id}}/schemas/{{schema}}/tables/{{table}}/columns")
    def columns(connection_id: str, schema: str, table: str) -> dict[str, Any]:
        return success(schemas.columns(_find(syncs, connection_id), schema, table))


def _syncs(router: APIRouter, syncs: Syncs, word: str, trigger: str) -> None:
    @router.post(f"/{word}/{{connection_id}}/{trigger}")
    def sync(connection_id: str, body: Content = None) -> dict[str, Any]:
        connection = _find(syncs, connection_id)
        if connection.paused or connection.setup_state != "connected":
            state = "paused" if connection.paused else connection.setup_state
            raise RefusedError(409, f"connection {connection.id} is {state}")
        if (body or {}).get("force"):
            raise RefusedError(400, "the sandbox does not stop running syncs (LIMITS.md)")
        syncs.start(connection_id)
        return success(
            message=f"Sync has been successfully triggered for connection with id '{connection_id}'"
        )

    @router.post(f"/{word}/{{connection_id}}/resync")
    def resync(connection_id: str, body: Content = None) -> dict[str, Any]:
        _find(syncs, connection_id)
        if (body or {}).get("scope") is not None:
            raise RefusedError(400, "this connector does not support table-level re-sync")
        return _resync(syncs, connection_id, None)

    @router.post(f"/{word}/{{connection_id}}/schemas/tables/resync")
    def resync_tables(connection_id: str, body: Content = None) -> dict[str, Any]:
        named = (body or {}).get(_find(syncs, connection_id).schema)
        if not named:
            raise RefusedError(400, "name at least one table of the connection's schema")
        return _resync(syncs, connection_id, set(named))


def _resync(syncs: Syncs, connection_id: str, tables: set[str] | None) -> dict[str, Any]:
    """Load from the first day on; of a paused connection, once it is no longer paused."""
    with syncs.store.change(connection_id) as connection:
        if connection.sync_state == "syncing":
            raise RefusedError(409, "a sync is in progress")
        connection.forget(tables)
    if not connection.paused:
        syncs.start(connection_id)
    return success(message="Re-sync has been triggered successfully")


def _update(connection: Connection, body: dict[str, Any]) -> None:
    known = {name: value for name, value in body.items() if name in PERSISTENT}
    if not known:
        raise RefusedError(400, "the request changes nothing that persists")
    if known.get("schedule_type", "auto") not in SCHEDULES:
        raise RefusedError(400, "schedule_type must be auto or manual")
    if known.get("sync_frequency", 360) not in FREQUENCIES:
        raise RefusedError(400, "sync_frequency is not one of the intervals that exist")
    if known.pop("is_historical_sync", False):
        connection.forget()
    for name, value in known.items():
        setattr(connection, name, value)
    if "paused" in known and connection.sync_state != "syncing":
        connection.sync_state = "paused" if connection.paused else "scheduled"
