"""When trouble is told: how long it must stand first, and how often it is told again."""

from dataclasses import dataclass, field

from weir.alerts.problem import Kind

DAY = 86400.0
SILENT = frozenset({Kind.MISSING, Kind.WITHHELD})


@dataclass(frozen=True)
class Threshold:
    """What a problem must have stood before it is told.

    Attributes:
        looks: looks in a row that must have seen it.
        stands_for: seconds since it began.
    """

    looks: int = 1
    stands_for: float = 0.0


# A tick that fails once is tried again at the next one; a location reloads in a while.
DEFAULT = {
    Kind.LATE: Threshold(looks=2),
    Kind.SENSOR: Threshold(looks=3),
    Kind.LOCATION: Threshold(looks=3),
}


@dataclass(frozen=True)
class Rules:
    """The rules of one sensor.

    Attributes:
        thresholds: for each kind; what is not listed is told at the first look.
        recovered: looks in a row that must find nothing before a recovery is told.
        remind_every: seconds after which what still stands is told again; None: never.
    """

    thresholds: dict[Kind, Threshold] = field(default_factory=lambda: dict(DEFAULT))
    recovered: int = 2
    remind_every: float | None = DAY

    def of(self, kind: Kind) -> Threshold:
        """The threshold of a kind."""
        return self.thresholds.get(kind, Threshold())
