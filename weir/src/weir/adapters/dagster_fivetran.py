"""dagster-fivetran 0.29.27, where its behaviour is wrong for us."""

import json
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from dagster_fivetran.resources import FivetranClient

from weir.errors import WeirError

TIMEOUT = 30.0  # seconds for one request
ATTEMPTS = 5
PATIENCE = 300.0  # the longest Retry-After that is waited for, in seconds
PAGE = 1000
OLDER_NAME = re.compile(r"(^|/)connectors(?=/|$)")


class FivetranError(WeirError):
    """Fivetran's API refused a request, or did not answer.

    Attributes:
        status: the HTTP status; None where there was no answer.
    """

    def __init__(
        self, what: str, *, status: int | None = None, where: object = None, fix: str | None = None
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.status = status


class Client(FivetranClient):
    """The stock client less its bugs.

    - Its address is a module's constant: here an argument, so that the same code runs against
      the sandbox.
    - It calls `/connectors` and `/force`, which the published definition of the API no longer
      has: here the official paths.
    - It retries a 401 as often as a 500, ignores Retry-After, and fails with UnboundLocalError
      when nothing answers: `_make_request`.
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

    def __init__(self, *, api_url: str, api_key: str, api_secret: str) -> None:
        super().__init__(
            api_key=api_key,
            api_secret=api_secret,
            request_max_retries=ATTEMPTS - 1,
            request_retry_delay=0.5,
            request_backoff_factor=2.0,
            disable_schedule_on_trigger=False,
            retry_on_reschedule=False,
        )
        self._api_url = api_url.rstrip("/")
        self.server_time: datetime | None = None

    @property
    def api_base_url(self) -> str:
        return f"{self._api_url}/v1"

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
            FivetranError: the answer is an error that a repetition does not change, or there was
                none.
        """
        url = f"{self.api_base_url}/{official(endpoint)}"
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                answer = requests.request(
                    method,
                    url,
                    headers={"Accept": "application/json", "Content-Type": "application/json"},
                    auth=(self.api_key, self.api_secret),
                    data=data,
                    params=params,
                    timeout=TIMEOUT,
                )
            except requests.RequestException as error:
                if last:
                    raise _unreachable(url, error) from error
                self._pause(attempt, None)
                continue
            self.server_time = _date(answer.headers.get("Date"))
            if answer.ok:
                return answer
            wait = answer.headers.get("Retry-After")
            repeatable = answer.status_code == requests.codes.too_many or answer.status_code >= 500  # noqa: PLR2004
            if last or not repeatable or _seconds(wait, self.server_time) > PATIENCE:
                raise _refused(answer)
            self._pause(attempt, wait)
        raise AssertionError  # the last attempt returned or raised

    def _pause(self, attempt: int, retry_after: str | None) -> None:
        delay = self.request_retry_delay * self.request_backoff_factor**attempt
        wanted = _seconds(retry_after, self.server_time)
        time.sleep(max(delay * random.uniform(0.5, 1.0), wanted))  # noqa: S311 - spreads retries


def official(endpoint: str) -> str:
    """The path that the published definition has for one of dagster-fivetran's.

    Source: fivetran/fivetran-mcp, specs/fivetran-open-api-definition.json.
    """
    path = OLDER_NAME.sub(r"\1connections", endpoint)
    return re.sub(r"/force$", "/sync", path)


def _seconds(retry_after: str | None, present: datetime | None) -> float:
    """The wait that a Retry-After asks for: seconds, or a date (RFC 9110, section 10.2.3)."""
    if not retry_after:
        return 0.0
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        moment = _date(retry_after)
        return max(0.0, (moment - (present or datetime.now(UTC))).total_seconds()) if moment else 0


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def _unreachable(url: str, error: requests.RequestException) -> FivetranError:
    reason = "timed out" if isinstance(error, requests.Timeout) else str(error)
    return FivetranError(
        f"Fivetran's API did not answer {ATTEMPTS} times: {reason}",
        where=url,
        fix="check FIVETRAN_API_URL and the network, then run again",
    )


def _refused(answer: requests.Response) -> FivetranError:
    status = answer.status_code
    try:
        body = json.loads(answer.text)
        told = ": ".join(str(body[key]) for key in ("code", "message") if body.get(key))
    except (ValueError, AttributeError, TypeError):
        told = answer.text[:200]
    fixes = {
        401: "set FIVETRAN_API_KEY and FIVETRAN_API_SECRET to a key that Fivetran knows",
        403: "give the API key a role that may do this",
        429: "wait until the account's rate limit allows requests again",
    }
    return FivetranError(
        f"Fivetran's API answered {status}" + (f" ({told})" if told else ""),
        status=status,
        where=f"{answer.request.method} {answer.url}",
        fix=fixes.get(status, "read the answer, then run again"),
    )
