"""What `defs.yaml` says of the dashboards, as plain data."""

from dataclasses import dataclass, field
from pathlib import Path

from weir.components.automation import DEFAULT, Automation
from weir.components.freshness import Freshness


@dataclass(frozen=True)
class Settings:
    """What the assets need of the YAML.

    Attributes:
        as_of: address of the table that holds the day that counts as today.
        freshness: when a dashboard is late.
        automation: when a dashboard is drawn by itself.
    """

    root: Path
    as_of: tuple[str, str] | None
    dagster_url: str
    owners: list[str]
    group: str
    tags: dict[str, str]
    freshness: Freshness | None = None
    automation: Automation = field(default_factory=lambda: DEFAULT)
