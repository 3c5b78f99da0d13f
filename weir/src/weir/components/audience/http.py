"""POST until there is an answer: bounded retries, and the server's word on when."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from weir.components.audience.sync import UnavailableError

logger = logging.getLogger(__name__)

# HubSpot, "Error handling": 423 (locked) and 477 (migration) are to be tried again later.
TRY_AGAIN = frozenset({408, 423, 429, 477})
SERVER_ERROR = 500


@dataclass
class Retrying:
    """A client whose POST is tried again where that can help.

    Only for requests that may be repeated without harm.

    Attributes:
        attempts: tries in all.
        patience: longest single wait, in seconds.
    """

    client: httpx.Client
    attempts: int = 6
    base: float = 0.25
    patience: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def post(self, path: str, body: Any) -> httpx.Response:
        """The first answer that is neither a try-again nor a server's error.

        Raises:
            UnavailableError: no such answer within `attempts`, or the server asks for a longer
                wait than `patience`.
        """
        for attempt in range(1, self.attempts + 1):
            answer, problem = self._try(path, body)
            if answer is not None and not _try_again(answer.status_code):
                return answer
            wait = _asked(answer)
            if wait is None:
                wait = min(self.patience, self.base * 2 ** (attempt - 1))
            if attempt == self.attempts or wait > self.patience:
                asked = f" and asks to wait {wait:.0f} s" if wait > self.patience else ""
                raise UnavailableError(
                    f"the CRM {problem}{asked}; gave up after {attempt} tries",
                    where=f"{str(self.client.base_url).rstrip('/')}{path}",
                    fix="run again later: what was acknowledged is not sent again",
                )
            logger.info("the CRM %s; next try in %.1f s", problem, wait)
            self.sleep(wait)
        raise AssertionError("unreachable")

    def _try(self, path: str, body: Any) -> tuple[httpx.Response | None, str]:
        try:
            answer = self.client.post(path, json=body)
        except httpx.TransportError as error:
            return None, f"can't be reached ({type(error).__name__}: {error})"
        return answer, f"answered {answer.status_code}"


def _try_again(status: int) -> bool:
    return status in TRY_AGAIN or status >= SERVER_ERROR


def _asked(answer: httpx.Response | None) -> float | None:
    """Seconds that the server asks to wait: Retry-After in seconds or as a date (RFC 9110)."""
    text = answer.headers.get("Retry-After", "") if answer is not None else ""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (then - datetime.now(UTC)).total_seconds())
