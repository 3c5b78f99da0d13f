"""What Fivetran says of a connection, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from weir.errors import WeirError

Trigger = Literal["weir", "fivetran"]
SYNCING = "syncing"
PAGE = "https://fivetran.com/dashboard/connections/{}"


@dataclass(frozen=True)
class State:
    """A connection's details; timestamps are Fivetran's own texts (ISO 8601, UTC).

    Source: https://fivetran.com/docs/rest-api/api-reference/connections/connection-details
    """

    id: str
    service: str
    schema: str
    paused: bool
    setup_state: str
    sync_state: str
    schedule_type: str
    succeeded_at: str | None
    failed_at: str | None
    rescheduled_for: str | None
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> Self:
        """The state that the API's `data` tells."""
        status = details["status"]
        return cls(
            id=details["id"],
            service=details["service"],
            schema=details["schema"],
            paused=bool(details["paused"]) or status["sync_state"] == "paused",
            setup_state=status["setup_state"],
            sync_state=status["sync_state"],
            schedule_type=details.get("schedule_type") or "auto",
            succeeded_at=details.get("succeeded_at"),
            failed_at=details.get("failed_at"),
            rescheduled_for=status.get("rescheduled_for"),
            reasons=tuple(_reason(task) for task in status.get("tasks") or ()),
        )

    @property
    def syncing(self) -> bool:
        """Whether a sync is running."""
        return self.sync_state == "syncing"

    @property
    def completed_at(self) -> datetime | None:
        """When the last sync ended, well or not."""
        ends = [moment(text) for text in (self.succeeded_at, self.failed_at) if text]
        return max(ends, default=None)

    @property
    def failed(self) -> bool:
        """Whether the last sync that ended had failed."""
        if self.failed_at is None:
            return False
        return self.succeeded_at is None or moment(self.failed_at) > moment(self.succeeded_at)

    @property
    def postponed_until(self) -> datetime | None:
        """The time to which Fivetran has put the next sync off."""
        if self.sync_state != "rescheduled" or not self.rescheduled_for:
            return None
        return moment(self.rescheduled_for)

    @property
    def where(self) -> str:
        """The connection in words, with its page."""
        return f"Fivetran connection {self.id} ({self.service}), {PAGE.format(self.id)}"

    def completed_after(self, before: datetime | None) -> bool:
        """Whether a sync ended after `before` (None: whether any ever ended)."""
        ended = self.completed_at
        return ended is not None and (before is None or ended > before)

    def refuse_unusable(self) -> None:
        """Refuse a connection that can't sync.

        Raises:
            WeirError: it is paused, or not set up.
        """
        if self.paused:
            raise WeirError(
                "the connection is paused, so nothing is loaded",
                where=self.where,
                fix="resume it in Fivetran",
            )
        if self.setup_state != "connected":
            told = "; ".join(self.reasons)
            raise WeirError(
                f"the connection's setup is {self.setup_state}" + (f": {told}" if told else ""),
                where=self.where,
                fix="complete its setup in Fivetran",
            )

    def refuse_failed(self) -> None:
        """Refuse a connection whose last sync failed.

        Raises:
            WeirError: it did; the message has Fivetran's reason.
        """
        if self.failed:
            told = "; ".join(self.reasons) or "Fivetran gives no reason"
            raise WeirError(
                f"the sync of {self.failed_at} failed: {told}",
                where=self.where,
                fix="put right what it says, then run again",
            )

    def token(
        self, trigger: Trigger, sync_every: timedelta | None, present: datetime | None
    ) -> str:
        """A text that differs from the last recorded one when a run has something to do.

        What is recorded after a run is the plain `succeeded_at`.

        Args:
            trigger: who starts the syncs.
            sync_every: how old the last sync may become (of interest for `weir`).
            present: Fivetran's time.
        """
        last = self.succeeded_at or "never"
        if self.paused:
            return f"paused, last synced {last}"
        if self.setup_state != "connected":
            return f"{self.setup_state}, last synced {last}"
        if self.failed:
            return f"failed {self.failed_at}"
        if self.succeeded_at is None:
            return "never synced"
        if trigger == "fivetran":
            return f"{SYNCING}, last synced {last}" if self.syncing else last
        due = moment(last) + (sync_every or timedelta())
        return f"due, last synced {last}" if present is None or present >= due else last


def moment(text: str) -> datetime:
    """A moment as the API writes it."""
    return datetime.fromisoformat(text)


def _reason(task: Mapping[str, Any]) -> str:
    parts = [str(task[key]) for key in ("message", "details") if task.get(key)]
    return ": ".join(parts) or str(task.get("code"))
