"""One connection, through Fivetran's API."""

import difflib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from weir.adapters.dagster_fivetran import Client
from weir.components.fivetran.account import Account
from weir.components.fivetran.request import FivetranError, Requests
from weir.components.fivetran.state import State
from weir.errors import WeirError

CONFLICT = 409
NOT_FOUND = 404


class Remote:
    """The connection with an id, in an account."""

    def __init__(self, account: Account, connection_id: str) -> None:
        self._account = account
        self._id = connection_id
        self._client = Client(Requests(account))

    @property
    def present(self) -> datetime | None:
        """Fivetran's time at the last answer."""
        return self._client.server_time

    def look(self) -> State:
        """The connection's state.

        Raises:
            FivetranError: the API refuses, or knows no such connection.
            UnavailableError: the API does not answer.
        """
        try:
            return State.of(self._client.get_connector_details(self._id))
        except FivetranError as error:
            if error.status != NOT_FOUND:
                raise
            raise self._unknown() from error

    def trigger(self, *, resync: bool) -> bool:
        """Start a sync, or a re-sync from the start; False where one is running already.

        `force` stays false: with true, a running sync would be stopped
        (https://fivetran.com/docs/rest-api/tutorials/trigger-syncs-manually).

        Raises:
            WeirError: this environment may not change anything in that account.
        """
        if not self._account.may_trigger:
            raise WeirError(
                f"a {'re-sync' if resync else 'sync'} would be started, but only production may",
                where=f"{self._account.url}, connection {self._id}",
                fix="run it in production, or here against the sandbox",
            )
        try:
            if resync:
                self._client.start_resync(self._id)
            else:
                self._client.start_sync(self._id)
        except FivetranError as error:
            if error.status == CONFLICT:
                return False
            raise
        return True

    def tables(self) -> Mapping[str, Any]:
        """The schema config: its schemas, as the API has them; empty before the first sync.

        Source: https://fivetran.com/docs/rest-api/api-reference/connection-schema/connection-schema-config
        """
        try:
            config = self._client.get_schema_config_for_connector(self._id)
        except FivetranError as error:
            if error.status != NOT_FOUND:
                raise
            return {}
        return config.get("schemas") or {}

    def _unknown(self) -> FivetranError:
        known = {str(c["id"]): f"{c['id']} ({c['service']})" for c in self._client.connections()}
        near = difflib.get_close_matches(self._id, known, n=3) or list(known)[:5]
        seen = ", ".join(known[one] for one in near) or "none"
        return FivetranError(
            f"Fivetran knows no connection {self._id!r}; the API key sees {seen}",
            status=NOT_FOUND,
            where=self._account.url,
            fix="correct the setting that holds the connection's id",
        )
