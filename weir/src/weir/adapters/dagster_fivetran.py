"""dagster-fivetran 0.29.27, where its behaviour is wrong for us."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import requests
from dagster_fivetran.resources import FivetranClient

from weir.components.fivetran.request import Requests
from weir.retry.policy import date

PAGE = 1000
OLDER_NAME = re.compile(r"(^|/)connectors(?=/|$)")


class Client(FivetranClient):
    """The stock client less its bugs.

    - Its address is a module's constant: here an argument, so that the same code runs against
      the sandbox.
    - It calls `/connectors` and `/force`, which the published definition of the API no longer
      has: here the official paths.
    - It retries a 401 as often as a 500, ignores Retry-After, and fails with UnboundLocalError
      when nothing answers: `_make_request` goes by `weir.retry`.
    - It reads `nextCursor` where the API says `next_cursor`, so that everything behind the first
      page is lost (dagster#29019 was to fix this): `connections`.
    - It switches a connection's own schedule off at the first trigger, for good, unless told not
      to, and asks for a step retry when a sync is put off.

    Its `sync_and_poll` is not used: it returns nothing for a paused connection, so that the run
    is green and empty (dagster#28982), takes the end of an older sync for the end of ours, and
    says no reason when a sync failed.

    Attributes:
        server_time: the Date of the last answer.
    """

    def __init__(self, requests: Requests) -> None:
        super().__init__(
            api_key=requests.account.key,
            api_secret=requests.account.secret,
            request_max_retries=0,
            request_retry_delay=0.0,
            request_backoff_factor=0.0,
            disable_schedule_on_trigger=False,
            retry_on_reschedule=False,
        )
        self.requests = requests
        self.server_time: datetime | None = None

    @property
    def api_base_url(self) -> str:
        return f"{self.requests.account.url}/v1"

    def connections(self) -> Iterator[Mapping[str, Any]]:
        """All connections that the API key can see, over all groups and pages."""
        for group in self._pages("groups"):
            yield from self._pages(f"groups/{group['id']}/connections")

    def list_connectors_for_group(self, group_id: str) -> Sequence[Mapping[str, Any]]:
        return list(self._pages(f"groups/{group_id}/connections"))

    def _pages(self, endpoint: str) -> Iterator[Mapping[str, Any]]:
        cursor: str | None = None
        while True:
            parameters = {"limit": PAGE, **({"cursor": cursor} if cursor else {})}
            data = self._make_and_handle_request("GET", endpoint, params=parameters)
            yield from data["items"]
            cursor = data.get("next_cursor")
            if not cursor:
                return

    def _make_request(
        self,
        method: str,
        endpoint: str,
        data: str | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> requests.Response:
        """Send a request; again where that can help, a bounded number of times.

        Raises:
            FivetranError: the API refuses.
            UnavailableError: it does not answer within the bounds.
        """
        answer = self.requests.send(method, official(endpoint), data=data, parameters=params)
        self.server_time = date(answer.headers.get("Date"))
        return answer


def official(endpoint: str) -> str:
    """The path that the published definition has for one of dagster-fivetran's.

    Source: fivetran/fivetran-mcp, specs/fivetran-open-api-definition.json.
    """
    path = OLDER_NAME.sub(r"\1connections", endpoint)
    return re.sub(r"/force$", "/sync", path)
