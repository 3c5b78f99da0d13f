"""Whether a Fivetran connection has anything new: one request for its details."""

import base64
import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from weir.components.fivetran.account import Account, account
from weir.components.fivetran.state import State, Trigger
from weir.environment import current
from weir.errors import WeirError

TIMEOUT = 30.0


def probe(connection: str, trigger: Trigger, sync_every: float | None = None) -> str:
    """The connection's state as a token; see `State.token`.

    Args:
        connection: name of the setting that holds the connection's id.
        trigger: who starts its syncs.
        sync_every: seconds after which the next sync is due, if Weir starts them.

    Raises:
        WeirError: a setting is missing, or Fivetran does not answer or refuses.
    """
    details, present = _details(account(), current().setting(connection))
    every = timedelta(seconds=sync_every) if sync_every else None
    return State.of(details).token(trigger, every, present)


def _details(account: Account, connection: str) -> tuple[dict[str, Any], datetime | None]:
    """Details of a connection, and the server's time."""
    url = f"{account.url}/v1/connections/{connection}"
    credentials = base64.b64encode(f"{account.key}:{account.secret}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - the setting's scheme, as everywhere
        url, headers={"Authorization": f"Basic {credentials}", "Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            date = answer.headers.get("Date")
            return json.loads(answer.read())["data"], parsedate_to_datetime(date) if date else None
    except urllib.error.HTTPError as error:
        told = error.read().decode(errors="replace")[:200]
        raise WeirError(
            f"Fivetran's API answered {error.code}: {told}",
            where=url,
            fix="check FIVETRAN_API_KEY, FIVETRAN_API_SECRET and the connection's id",
        ) from error
    except OSError as error:
        raise WeirError(
            f"Fivetran's API does not answer: {error}",
            where=url,
            fix="check FIVETRAN_API_URL and the network",
        ) from error
