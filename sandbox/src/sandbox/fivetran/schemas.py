"""A connection's schema config: which tables it loads, and what their columns are called."""

from typing import Any

from sandbox.ads import CONNECTORS
from sandbox.ads.shapes import SYNCED
from sandbox.fivetran.answers import RefusedError
from sandbox.fivetran.model import Connection

ALLOWED = {"allowed": True}
SYSTEM = {"allowed": False, "reason_code": "SYSTEM_COLUMN", "reason": "a system column"}


def config(connection: Connection) -> dict[str, Any]:
    """The schema config; columns are named only where somebody changed one, here never.

    Raises:
        RefusedError: there is none before the first sync of a connection.
    """
    if connection.succeeded_at is None:
        raise RefusedError(404, "the schema config is not known yet", "NotFound_SchemaConfig")
    tables = {
        name: {
            "name_in_destination": name,
            "enabled": state.enabled,
            "columns": {},
            "enabled_patch_settings": ALLOWED,
            "supports_columns_config": True,
            "supports_history_mode": False,
        }
        for name, state in connection.tables.items()
    }
    return {
        "enable_new_by_default": True,
        "schema_change_handling": "ALLOW_ALL",
        "schemas": {
            connection.schema: {
                "name_in_destination": connection.schema,
                "enabled": True,
                "tables": tables,
            }
        },
    }


def columns(connection: Connection, schema: str, table: str) -> dict[str, Any]:
    """All columns of a table.

    Raises:
        RefusedError: no such table.
    """
    shape = {s.name: s for s in CONNECTORS.get(connection.service, ())}.get(table)
    if schema != connection.schema or shape is None:
        raise RefusedError(404, f"there is no table {schema}.{table}", "NotFound_Table")
    return {
        "columns": {
            name: {
                "name_in_destination": name,
                "enabled": True,
                "hashed": False,
                "enabled_patch_settings": SYSTEM if name.startswith("_fivetran") else ALLOWED,
                "is_primary_key": name in shape.key,
            }
            for name in [*shape.columns.names, SYNCED.name]
        }
    }


def change(connection: Connection, body: dict[str, Any]) -> None:
    """Switch tables on or off; a table that is switched on anew is loaded from the first day.

    Raises:
        RefusedError: the body names a schema or a table that the connection does not have.
    """
    for schema, part in (body.get("schemas") or {}).items():
        if schema != connection.schema:
            raise RefusedError(400, f"there is no schema {schema}")
        for name, wanted in (part.get("tables") or {}).items():
            state = connection.tables.get(name)
            if state is None:
                raise RefusedError(400, f"there is no table {name}")
            if "enabled" in wanted:
                state.enabled = bool(wanted["enabled"])
                if not state.enabled:
                    state.through = None
