"""Assets that are late, and the load that they wait for."""

from collections.abc import Iterable
from dataclasses import dataclass

from weir.alerts.words import moment
from weir.freshness import Freshness, State


@dataclass(frozen=True)
class Late:
    """Why an asset is late.

    Attributes:
        since: the deadline, or for a warning the present; seconds since 1970.
        origin: key of the asset that decides it, mostly a loader.
        good: until when it is known to hold what its sources held.
        severe: late; only nearly so otherwise.
    """

    since: float
    origin: str
    reason: str
    good: float | None
    severe: bool


def late_ones(found: Iterable[Freshness], now: float) -> dict[str, Late]:
    """Of all assets with a promise those that break it, or soon will."""
    return {
        one.key: Late(
            since=one.deadline if one.state is State.LATE and one.deadline is not None else now,
            origin=one.root or one.key,
            reason=_reason(one),
            good=one.good,
            severe=one.state is State.LATE,
        )
        for one in found
        if one.state in (State.LATE, State.WARNS)
    }


def _reason(one: Freshness) -> str:
    when = f" {moment(one.good)}" if one.good is not None else ""
    until = f", due by {moment(one.deadline)}" if one.deadline is not None else ""
    return f"{one.root or one.key}: {one.because}{when}{until}"
