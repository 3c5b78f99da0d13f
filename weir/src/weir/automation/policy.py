"""When an asset is made by itself, as data."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

When = Literal["on_upstream_change", "on_cron", "on_freshness_need", "on_code_change"]


@dataclass(frozen=True)
class Policy:
    """One asset's policy; an asset without one is made by a sensor, a schedule or a person.

    Attributes:
        when: which of the named conditions.
        cron: schedule of `on_cron`.
        timezone: of that schedule.
        cooldown: seconds from one making, or try, to the next; 0: none.
    """

    when: When
    cron: str | None = None
    timezone: str = "UTC"
    cooldown: float = 0.0

    @property
    def title(self) -> str:
        """The policy in one line."""
        parts: list[str] = [self.when]
        if self.cron is not None:
            parts.append(f"{self.cron} {self.timezone}")
        if self.cooldown:
            parts.append(f"cooldown {self.cooldown / 60:g} min")
        return ", ".join(parts)

    def document(self) -> dict[str, Any]:
        """The policy as JSON-compatible data."""
        return asdict(self)
