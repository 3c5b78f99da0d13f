"""What the loyalty system shows at the clock."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.database import reading
from sandbox.loyalty.records import RECORDS
from sandbox.world import World

PAGE = """
    select position, body from records
    where resource = :resource and day <= :day and position > :after
        and changed_at >= :since and changed_at < :before
    order by position limit :limit
"""
CHANGES = """
    select resource, max(changed_at) as updated_at, count(*) as count from records
    where day <= ? group by resource
"""
FIRST, LAST = "0000", "9999"  # before and after all times, as texts


@dataclass(frozen=True)
class Query:
    """A request for a page of records.

    Attributes:
        resource: whose records.
        limit: most records of the page.
        after: position of the last record of the page before.
        since: only records changed then or later.
        before: only records changed earlier.
    """

    resource: str
    limit: int
    after: int = 0
    since: str = FIRST
    before: str = LAST


def page(world: World, query: Query) -> tuple[list[str], str | None]:
    """The records of a page as JSON texts, and the cursor of the next page if there is one.

    Positions only grow and records are not removed, so pages stay whole while the clock moves.
    """
    wanted = {**vars(query), "day": world.clock.isoformat(), "limit": query.limit + 1}
    with reading(world.database("loyalty")) as system:
        rows = system.execute(PAGE, wanted).fetchall()
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return [row["body"] for row in shown], encode(shown[-1]["position"]) if more else None


def changes(world: World) -> dict[str, dict[str, Any]]:
    """For each resource the time of its last change, and the number of its records."""
    with reading(world.database("loyalty")) as system:
        rows = system.execute(CHANGES, [world.clock.isoformat()]).fetchall()
    found = {row["resource"]: row for row in rows}
    return {
        resource: {
            "updated_at": found[resource]["updated_at"] if resource in found else None,
            "count": found[resource]["count"] if resource in found else 0,
        }
        for resource in RECORDS
    }


def encode(position: int) -> str:
    """A cursor that stands for a position; its form is nobody's business but ours."""
    return base64.urlsafe_b64encode(f"after:{position}".encode()).decode().rstrip("=")


def decode(cursor: str) -> int:
    """The position that a cursor stands for.

    Raises:
        ValueError: it is none of ours.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(cursor) from error
    word, _, number = text.partition(":")
    if word != "after" or not number.isdecimal():
        raise ValueError(cursor)
    return int(number)


def moment(text: str) -> str:
    """A time in ISO 8601 in the form in which times of change are kept; naive means UTC.

    They are kept in whole seconds, so a fraction is rounded up: a second lies before a moment, or
    at or after it, exactly as it does for the next whole second.

    Raises:
        ValueError: it is no time.
    """
    parsed = datetime.fromisoformat(text)
    aware = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    whole = aware.replace(microsecond=0) + timedelta(seconds=1 if aware.microsecond else 0)
    return whole.strftime("%Y-%m-%dT%H:%M:%SZ")
