"""What was seen and told before: the sensor's cursor, as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from weir.alerts.causes import Cause
from weir.alerts.rules import Rules
from weir.errors import WeirError

FORMAT = 1


@dataclass(frozen=True)
class Told:
    """What a team was last told of a cause.

    Attributes:
        at: seconds since 1970.
        problems: what it consisted of.
        severe: whether it was a failure.
    """

    at: float
    problems: tuple[str, ...]
    severe: bool


@dataclass(frozen=True)
class Entry:
    """One cause, over several looks.

    Attributes:
        title: what was wrong, for the message that it is not any more.
        since: when it began, seconds since 1970.
        problems: ids of the problems that it consists of.
        severe: whether it is a failure.
        looks: looks in a row that saw it.
        absent: looks in a row that did not, once it was told.
        told: by team.
    """

    title: str
    since: float
    problems: tuple[str, ...]
    severe: bool
    looks: int = 0
    absent: int = 0
    told: Mapping[str, Told] = field(default_factory=dict[str, Told])

    def is_worse_for(self, team: str) -> bool:
        """Whether it is more than the team was told."""
        before = self.told[team]
        return not set(self.problems) <= set(before.problems) or self.severe > before.severe


Memory = dict[str, Entry]


def dump(memory: Memory) -> str:
    """The memory as the cursor's text."""
    entries = {name: asdict(memory[name]) for name in sorted(memory)}
    return json.dumps({"format": FORMAT, "causes": entries}, separators=(",", ":"))


def load(text: str | None) -> Memory:
    """The memory in a cursor; empty where there is none.

    Raises:
        WeirError: the text is no memory of this format.
    """
    if not text:
        return {}
    try:
        document: dict[str, Any] = json.loads(text)
        found = {name: _entry(values) for name, values in document["causes"].items()}
        known = document["format"] == FORMAT
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _no_memory(repr(error)) from error
    if not known:
        raise _no_memory(f"its format is {document['format']}, not {FORMAT}")
    return found


def _no_memory(why: str) -> WeirError:
    return WeirError(
        f"the cursor is no memory of alerts: {why}",
        where="cursor of the sensor that sends alerts",
        fix="reset the cursor on the sensor's page; what stands wrong is then told once more",
    )


def _entry(values: dict[str, Any]) -> Entry:
    told = {
        team: Told(t["at"], tuple(t["problems"]), t["severe"]) for team, t in values["told"].items()
    }
    rest: dict[str, Any] = {**values, "problems": tuple(values["problems"]), "told": told}
    return Entry(**rest)


def seen(
    memory: Memory,
    causes: Iterable[Cause],
    titles: Mapping[str, str],
    *,
    standing: frozenset[str],
    rules: Rules,
) -> Memory:
    """The memory after one more look.

    What was never told and is not there any more is forgotten: it must stand in a row. What was
    told is kept until its recovery is told; as long as one of its problems stands, be it as a
    part of a larger trouble, or can't be judged, it is not absent.

    Args:
        memory: before the look.
        causes: what it found.
        titles: of each cause.
        standing: ids of all problems that stand or are unclear.
        rules: counters stop at their thresholds, so that without news the memory stays the same.
    """
    found: Memory = {}
    for cause in causes:
        before = memory.get(cause.id)
        found[cause.id] = Entry(
            title=titles[cause.id],
            since=min(cause.since, before.since) if before else cause.since,
            problems=tuple(sorted(p.id for p in cause.roots)),
            severe=cause.severe,
            looks=min((before.looks if before else 0) + 1, rules.of(cause.kind).looks),
            told=before.told if before else {},
        )
    for name, before in memory.items():
        if name in found:
            continue
        if not standing.isdisjoint(before.problems):
            found[name] = replace(before, absent=0)
        elif before.told:
            found[name] = replace(before, absent=min(before.absent + 1, rules.recovered))
    return found


def told(memory: Memory, name: str, team: str, now: float) -> Memory:
    """The memory after a team was told of a cause as it stands."""
    entry = memory[name]
    news = Told(now, entry.problems, entry.severe)
    return {**memory, name: replace(entry, told={**entry.told, team: news})}


def told_recovered(memory: Memory, name: str, team: str) -> Memory:
    """The memory after a team was told that a cause is gone; forgotten after the last one."""
    entry = memory[name]
    left = {other: news for other, news in entry.told.items() if other != team}
    rest = {other: e for other, e in memory.items() if other != name}
    return {**rest, name: replace(entry, told=left)} if left else rest
