"""The loyalty system's REST API: what changed since the last load."""

from collections.abc import Iterator
from typing import Any

import dlt
import pyarrow as pa
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator

from ingestion.defs.loyalty.api import base, changes, explained, session
from weir.errors import WeirError

TABLES = ("campaigns", "sends", "coupons", "redemptions")
PAGE = 500  # rows; the most that the API gives at once
TIMES = {
    "start_date": pa.date32(),
    "end_date": pa.date32(),
    "updated_at": pa.timestamp("us", "UTC"),
    "sent_at": pa.timestamp("us", "UTC"),
    "redeemed_at": pa.timestamp("us", "UTC"),
}


@dlt.source(name="loyalty")
def loyalty() -> Any:
    """The source; it asks the API once for the time of each table's last change."""
    latest = changes()
    return [dlt.resource(changed(table, latest[table]), name=table) for table in TABLES]


def changed(table: str, latest: dict[str, Any]) -> Iterator[pa.Table]:
    """The rows that changed since the last load; none, and no request, if nothing did.

    The cursor is the API's own time of the last change, read before the rows: coupons carry no
    time, and what changes while the pages are read is read again by the next load.

    Args:
        latest: what the API says of the table's last change.
    """
    state = dlt.current.resource_state(table)
    if state.get("latest") == latest:
        return
    since = state.get("latest", {}).get("updated_at")
    if since and (latest["updated_at"] or "") <= since:
        since = None  # rows came or went, none of them later: they would not be asked for
    client = RESTClient(
        base_url=base(),
        session=session(),
        paginator=JSONResponseCursorPaginator("meta.next_cursor", cursor_param="cursor"),
        data_selector="data",
    )
    params = {"limit": PAGE, **({"updated_since": since} if since else {})}
    with explained():
        for page in client.paginate(table, params=params):
            if page:
                yield arrow(list(page), table)
    state["latest"] = latest


def arrow(rows: list[dict[str, Any]], resource: str) -> pa.Table:
    """A page of JSON objects as an Arrow table, its times parsed.

    Raises:
        WeirError: a field has values of different types, or a time that is none.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))  # not the first row's only
    made: dict[str, Any] = {}
    for name in names:
        try:
            values = pa.array([row.get(name) for row in rows])
            made[name] = values.cast(TIMES[name]) if name in TIMES else values
        except pa.ArrowException as error:
            raise WeirError(
                f"the loyalty API sends values of {name} that can't be read: {error}",
                where=f"{base()}/{resource}",
                fix="ask the loyalty team what changed; the load goes on where it stood",
            ) from error
    return pa.table(made)
