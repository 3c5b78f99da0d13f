"""Things that happen at the sources, one system at a time."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.control import Control

NEWEST = """
select position, changed_at, body from records
where resource = 'redemptions' and day <= ? order by changed_at desc limit 1
"""
CHANGE = "update records set changed_at = ?, body = ? where resource = ? and position = ?"


@dataclass(frozen=True)
class Happening:
    """An event at a source.

    Attributes:
        asset: the table that it is loaded into.
        cause: makes it happen.
    """

    title: str
    asset: str
    cause: Callable[[], None]


@dataclass
class Sources:
    """The sandbox of a running platform."""

    state: Path
    cents: int = 0

    def happenings(self) -> list[Happening]:
        """The events that are measured."""
        return [
            Happening("a receipt file lands", "pos/order_lines", self.receipts),
            Happening("a Fivetran sync ends", "google_ads/campaign_stats", self.fivetran),
            Happening("a loyalty row changes", "loyalty/redemptions", self.loyalty),
        ]

    def receipts(self) -> None:
        """The tills send the last day again, with another price."""
        self.cents += 7
        self._control.ask(
            "POST", f"pos/files/{self.clock}", {"state": "corrected", "add_cents": self.cents}
        )

    def fivetran(self) -> None:
        """Fivetran's own schedule syncs a connection."""
        connection = self._control.setting("FIVETRAN_GOOGLE_ADS_CONNECTION")
        self._control.ask("POST", f"fivetran/connections/{connection}/sync", {})

    def loyalty(self) -> None:
        """The newest redemption is booked a second later than it was."""
        database = self.state / "sandbox" / "loyalty.db"
        with sqlite3.connect(database, timeout=30) as connection:
            position, changed, body = connection.execute(NEWEST, [self.clock]).fetchone()
            moment = datetime.fromisoformat(changed) + timedelta(seconds=1)
            text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            record = {**json.loads(body), "redeemed_at": text}
            connection.execute(CHANGE, [text, json.dumps(record), "redemptions", position])

    @property
    def clock(self) -> str:
        """The sandbox's date."""
        return str(self._control.ask("GET", "clock")["clock"])

    @property
    def _control(self) -> Control:
        return Control(self.state)
