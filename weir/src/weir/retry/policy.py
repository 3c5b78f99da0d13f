"""How often a request is tried, and how long is waited in between."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# RFC 9110: 408 and 429 are the only refusals of a request that may be repeated as it is.
TRY_AGAIN = frozenset({408, 429})
SERVER_ERROR = 500


@dataclass(frozen=True)
class Policy:
    """The bounds of one system's requests.

    Attributes:
        attempts: tries in all.
        first: seconds before the second try; each further pause is twice as long.
        longest: the longest pause of our own, in seconds.
        obeyed: the longest Retry-After that is waited for, in seconds; a longer one ends the tries.
        also: statuses that this system too means as "later".
        timeout: seconds until the server answers, and between two pieces of its answer.
    """

    attempts: int = 5
    first: float = 0.5
    longest: float = 30.0
    obeyed: float = 300.0
    also: frozenset[int] = frozenset()
    timeout: float = 30.0

    def repeatable(self, status: int) -> bool:
        """Whether the same request may be answered otherwise a moment later."""
        return status in TRY_AGAIN or status in self.also or status >= SERVER_ERROR

    def pause(self, attempt: int) -> float:
        """Seconds to wait after a try (1: the first), spread so that clients part ways."""
        whole = min(self.longest, self.first * 2 ** (attempt - 1))
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


STEP = Policy()
# A probe is asked by sensors, whose tick Dagster ends after 60 seconds, with other words than ours.
PROBE = Policy(attempts=4, obeyed=15.0, timeout=8.0)


def asked(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait; None where it says nothing.

    Retry-After is a number of seconds, or a date (RFC 9110, section 10.2.3), which is on the
    server's clock: the answer's own Date tells how far that is away.
    """
    text = headers.get("Retry-After") or ""
    try:
        return max(0.0, float(text))
    except ValueError:
        moment = date(text)
    if moment is None:
        return None
    present = date(headers.get("Date")) or datetime.now(UTC)
    return max(0.0, (moment - present).total_seconds())


def date(text: str | None) -> datetime | None:
    """The moment that an HTTP date names; None where it is none."""
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
