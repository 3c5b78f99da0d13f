"""What is wrong, in one line."""

from weir.alerts.causes import Cause
from weir.alerts.locations import WEBSERVER
from weir.alerts.problem import Kind
from weir.alerts.words import count

OF_ONE = {
    Kind.SENSOR: "sensor {0.subject} of {0.location} fails",
    Kind.SCHEDULE: "schedule {0.subject} of {0.location} fails",
    Kind.LOCATION: "code location {0.subject} does not load",
    Kind.DELIVERY: "messages to the team {0.subject} do not get through",
    Kind.RUN: "job {0.subject} failed",
}
OF_ASSETS = {
    Kind.FAILED: ("was not made", "were not made"),
    Kind.EMPTY: ("is empty", "are empty"),
    Kind.LATE: ("is late", "are late"),
    Kind.WITHHELD: ("is withheld", "are withheld"),
    Kind.MISSING: ("was never made", "were never made"),
}


def title(cause: Cause) -> str:
    """The headline of a cause: the same as long as it consists of the same."""
    first = cause.first
    more = len(cause.roots) - 1
    match cause.kind:
        case Kind.CHECK | Kind.WARNING:
            verb = "fail" if cause.kind is Kind.CHECK else "warn"
            if more:
                return f"{more + 1} checks of {first.subject} {verb}"
            return f"check {first.check} of {first.subject} {verb}s"
        case Kind.LOCATION if first.subject == WEBSERVER:
            return "Dagster's webserver does not answer"
        case kind if kind in OF_ONE:
            return OF_ONE[kind].format(first)
        case _:
            return _of_assets(cause)


def _of_assets(cause: Cause) -> str:
    first = cause.first
    names = [p.subject for p in cause.roots]
    if first.origin is not None and first.origin not in names:
        verb = "is" if len(cause.affected) == 1 else "are"
        return f"{count(len(cause.affected), 'asset')} {verb} late, waiting for {first.origin}"
    one, many = OF_ASSETS[cause.kind]
    if len(names) == 1:
        return f"{first.subject} {one}"
    return f"{first.subject} and {count(len(names) - 1, 'other asset')} {many}"
