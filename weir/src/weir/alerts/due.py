"""What is to be told now, and to whom."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from weir.alerts.causes import Cause
from weir.alerts.memory import Entry, Memory
from weir.alerts.rules import Rules


class Change(StrEnum):
    """Why a message is sent."""

    NEW = "new"
    WORSE = "worse"
    STILL = "still"
    RECOVERED = "recovered"


@dataclass(frozen=True)
class Due:
    """A message that a team is to get.

    Attributes:
        name: the cause's id.
        cause: None where it is gone.
    """

    change: Change
    name: str
    team: str
    entry: Entry
    cause: Cause | None = None


def due(
    memory: Memory,
    causes: Iterable[Cause],
    rules: Rules,
    teams_of: Callable[[tuple[str, ...]], tuple[str, ...]],
    now: float,
) -> Iterator[Due]:
    """The messages that are due after a look that the memory has seen."""
    present = {cause.id: cause for cause in causes}
    for name, cause in present.items():
        entry = memory[name]
        for team in teams_of(cause.owners):
            change = _change(cause, entry, team, rules, now)
            if change is not None:
                yield Due(change, name, team, entry, cause)
    for name, entry in memory.items():
        if name not in present and entry.absent >= rules.recovered:
            for team in entry.told:
                yield Due(Change.RECOVERED, name, team, entry)


def _change(cause: Cause, entry: Entry, team: str, rules: Rules, now: float) -> Change | None:
    if team not in entry.told:
        needed = rules.of(cause.kind)
        stood = entry.looks >= needed.looks and now - entry.since >= needed.stands_for
        return Change.NEW if stood else None
    if entry.is_worse_for(team):
        return Change.WORSE
    if rules.remind_every is not None and now - entry.told[team].at >= rules.remind_every:
        return Change.STILL
    return None
