"""A Fivetran connection: what the account knows of it, and what a test makes it do."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self

from sandbox.ads import CONNECTORS

GROUP = "shop_warehouse"
CREATED = "2016-12-01T09:00:00.000000Z"
GOOGLE_ADS, FACEBOOK_ADS = "conn_google_ads", "conn_facebook_ads"
# In the connector, but switched off by whoever set the connection up.
SWITCHED_OFF = {"facebook_ads": {"basic_ad_actions"}}


@dataclass
class TableState:
    """A table of a connection.

    Attributes:
        enabled: whether it is part of syncs.
        through: the last day that syncs have loaded; None before the first, or for a re-sync.
    """

    enabled: bool = True
    through: str | None = None

    @property
    def loaded_through(self) -> date | None:
        """`through` as a date."""
        return date.fromisoformat(self.through) if self.through else None


@dataclass
class Connection:
    """One connection, with names as Fivetran's REST API has them.

    Attributes:
        fail_next: reason with which the next sync fails.
        reschedule_next: seconds by which the next sync is put off.
        delay: seconds that a sync takes between reading the source and loading.
        withdrawn: days whose report rows the platform has taken back.
        starts: how many syncs were started.
    """

    id: str
    service: str
    schema: str
    schedule_type: str = "auto"
    sync_frequency: int = 360
    daily_sync_time: str | None = None
    paused: bool = False
    setup_state: str = "connected"
    sync_state: str = "scheduled"
    is_historical_sync: bool = True
    succeeded_at: str | None = None
    failed_at: str | None = None
    rescheduled_for: str | None = None
    tasks: list[dict[str, str]] = field(default_factory=list)
    tables: dict[str, TableState] = field(default_factory=dict)
    fail_next: str | None = None
    reschedule_next: float | None = None
    delay: float = 0.0
    withdrawn: list[str] = field(default_factory=list)
    starts: int = 0

    @classmethod
    def new(cls, connection_id: str, service: str, schema: str, **more: Any) -> Self:
        """A connection as it is after its setup, before its first sync."""
        off = SWITCHED_OFF.get(service, set())
        tables = {s.name: TableState(s.name not in off) for s in CONNECTORS.get(service, ())}
        return cls(connection_id, service, schema, tables=tables, **more)

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        """The connection that was written as `document`."""
        tables = {name: TableState(**state) for name, state in document["tables"].items()}
        return cls(**{**document, "tables": tables})

    def document(self) -> dict[str, Any]:
        """The connection as JSON."""
        return asdict(self)

    def forget(self, tables: set[str] | None = None) -> None:
        """Have the next sync load tables (default: all) from the first day on."""
        for name, state in self.tables.items():
            if tables is None or name in tables:
                state.through = None
        self.is_historical_sync = True

    def details(self) -> dict[str, Any]:
        """The connection as the API shows it. What is null at Fivetran is left out."""
        status = {
            "tasks": self.tasks,
            "warnings": [],
            "setup_state": self.setup_state,
            "schema_status": "ready",
            "sync_state": self.sync_state,
            "update_state": "on_schedule",
            "is_historical_sync": self.is_historical_sync,
            "rescheduled_for": self.rescheduled_for,
        }
        shown = {
            "id": self.id,
            "service": self.service,
            "schema": self.schema,
            "group_id": GROUP,
            "paused": self.paused,
            "service_version": 1,
            "connected_by": "shop_admin",
            "created_at": CREATED,
            "succeeded_at": self.succeeded_at,
            "failed_at": self.failed_at,
            "pause_after_trial": False,
            "sync_frequency": self.sync_frequency,
            "data_delay_sensitivity": "NORMAL",
            "daily_sync_time": self.daily_sync_time,
            "schedule_type": self.schedule_type,
            "status": without_nulls(status),
            "config": {},
        }
        return without_nulls(shown)


def first_connections() -> list[Connection]:
    """The connections of a new account: one that waits to be triggered, one with a schedule."""
    return [
        Connection.new(GOOGLE_ADS, "google_ads", "google_ads", schedule_type="manual"),
        Connection.new(FACEBOOK_ADS, "facebook_ads", "facebook_ads"),
    ]


def without_nulls(values: dict[str, Any]) -> dict[str, Any]:
    """The pairs whose value is not None."""
    return {name: value for name, value in values.items() if value is not None}


def timestamp(moment: datetime) -> str:
    """A moment as Fivetran writes it: UTC with microseconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
