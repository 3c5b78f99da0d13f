"""Something that stands wrong at this moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What sort of trouble. Thresholds are set for each."""

    FAILED = "failed"  # an asset's last attempt failed
    CHECK = "check"  # a check of error severity fails
    WARNING = "warning"  # a check of warn severity fails
    EMPTY = "empty"  # a table without a row, where that is no legitimate state
    LATE = "late"  # neither loaded nor found unchanged within its window
    WITHHELD = "withheld"  # a failing blocking check further up holds it back
    MISSING = "missing"  # never made; no alert, since a new asset begins like this
    RUN = "run"  # a job without assets
    SENSOR = "sensor"
    SCHEDULE = "schedule"
    LOCATION = "location"  # a code location does not load
    DELIVERY = "delivery"  # messages to a team do not get through


@dataclass(frozen=True)
class Problem:
    """One thing that stands wrong.

    Attributes:
        subject: the asset's key; the name of the sensor, schedule, job, code location or team.
        location: the code location that it belongs to.
        reason: why, as the reader of a message needs it; the first line says it all.
        since: seconds since 1970.
        severe: whether it is a failure; a warning otherwise.
        stops: whether nothing passes it (a blocking check).
        check: the check's name.
        step: the step that failed; None where the run did before any step.
        good: when it was last as it should be, seconds since 1970; None if never or not known.
        origin: key of the load that a late asset waits for.
        again: id of the run that is making it once more at this moment.
        secondary: it failed only because something else had; no message is about it alone.
        facts: a check's numbers.
    """

    kind: Kind
    subject: str
    reason: str
    since: float
    location: str = ""
    owners: tuple[str, ...] = ()
    severe: bool = True
    stops: bool = False
    check: str | None = None
    run_id: str | None = None
    step: str | None = None
    good: float | None = None
    origin: str | None = None
    again: str | None = None
    secondary: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def id(self) -> str:
        """The same for the same trouble at every look."""
        return identify(self.kind, self.subject, self.check)

    @property
    def first_line(self) -> str:
        """The reason's first line."""
        return self.reason.strip().partition("\n")[0].strip()


def identify(kind: Kind, subject: str, check: str | None = None) -> str:
    """The id of a problem."""
    return ":".join([kind, subject, *([check] if check else [])])


@dataclass(frozen=True)
class Look:
    """What one look at the platform found.

    Attributes:
        unclear: ids of problems of which nothing can be said at this moment, since an attempt is
            under way or nobody answers: whoever stood wrong does not count as mended.
    """

    problems: tuple[Problem, ...] = ()
    unclear: frozenset[str] = frozenset()

    def __add__(self, other: "Look") -> "Look":
        return Look(self.problems + other.problems, self.unclear | other.unclear)


def together(looks: Iterable[Look]) -> Look:
    """Several looks as one."""
    found = Look()
    for look in looks:
        found += look
    return found
