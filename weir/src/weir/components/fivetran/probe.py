"""Whether a Fivetran connection has anything new: one request for its details."""

from datetime import UTC, datetime, timedelta
from typing import Any

from weir.components.fivetran.account import Account, account
from weir.components.fivetran.request import Requests
from weir.components.fivetran.state import State, Trigger, moment
from weir.environment import current
from weir.errors import WeirError
from weir.retry import PROBE
from weir.retry.policy import date


def probe(connection: str, trigger: Trigger, sync_every: float | None = None) -> str:
    """The connection's state as a token; see `State.token`.

    Args:
        connection: name of the setting that holds the connection's id.
        trigger: who starts its syncs.
        sync_every: seconds after which the next sync is due, if Weir starts them.

    Raises:
        WeirError: a setting is missing, or Fivetran refuses, or does not answer within the bounds
            of a probe.
    """
    details, present = _details(account(), current().setting(connection))
    every = timedelta(seconds=sync_every) if sync_every else None
    return State.of(details).token(trigger, every, present)


def age(connection: str, **_more: object) -> float:
    """How many seconds ago the connection was last synced, by Fivetran's clock.

    That nothing was synced since says nothing of the source: a connection that stands still by
    its own fault answers the same for ever.

    Args:
        connection: name of the setting that holds the connection's id. `probe` is asked with
            the same arguments; the others are of no interest here.

    Raises:
        WeirError: as `probe`, or it was never synced.
    """
    details, present = _details(account(), current().setting(connection))
    state = State.of(details)
    if state.succeeded_at is None:
        raise WeirError(
            "the connection was never synced", where=state.where, fix="sync it in Fivetran"
        )
    since = (present or datetime.now(UTC)) - moment(state.succeeded_at)
    return max(0.0, since.total_seconds())


def _details(account: Account, connection: str) -> tuple[dict[str, Any], datetime | None]:
    """Details of a connection, and the server's time."""
    answer = Requests(account, PROBE).send("GET", f"connections/{connection}")
    return answer.json()["data"], date(answer.headers.get("Date"))
