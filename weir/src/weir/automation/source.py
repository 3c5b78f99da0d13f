"""The sensor of one source: asks with the plan's probe, and starts a load of what is new."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import time
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.automation.memory import pause
from weir.automation.moment import Made, OpenRuns, read_attempts, read_made, read_open_runs
from weir.automation.running import sensor_status
from weir.environment import current
from weir.freshness.unchanged import AS_OF, SHARE, UNCHANGED, interval
from weir.graph.document import latest
from weir.graph.model import Probe
from weir.graph.partitions import RANGE, Partitions
from weir.plan import probe

SENSOR = "weir/sensor"
PREFIX = "source_"
MOST_RUNS = 10  # of one tick: what is left is still new at the next one
HASTY = 3  # tries that a changed source gets at once; then it waits too, but not for long
HASTY_PAUSE = 300.0
EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class Source:
    """What one sensor watches.

    Attributes:
        name: the component's name.
        specs: the tables, with their probes and freshness policies.
        partitions: those whose keys the probe answers with, if it does.
        glance: a call whose answer changes whenever the probe's can, where the probe itself needs
            the warehouse, and would wait for whoever writes it.
        every: time between two looks, at least.
        not_yet: start of tokens that say something is still going on at the source.
    """

    name: str
    specs: Sequence[dg.AssetSpec]
    partitions: Partitions | None = None
    glance: Mapping[str, Any] | None = None
    every: timedelta = EVERY
    not_yet: str | None = None


def watched_by_sensor(name: str, specs: Sequence[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """The tables of a source, with the name of the sensor that watches it."""
    return [spec.merge_attributes(metadata={SENSOR: sensor_name(name)}) for spec in specs]


def sensor_name(component: str) -> str:
    """What the sensor of a source is called."""
    return f"{PREFIX}{component}"


def of_source(sensor: str) -> bool:
    """Whether a sensor watches a source, by its name."""
    return sensor.startswith(PREFIX)


def source_sensor(source: Source) -> dg.SensorDefinition:
    """The sensor of a source; one of its own, so that a broken source stops nobody else's.

    A probe that raises makes the tick fail.
    """

    def evaluate(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        return look(source, context.instance, context.cursor, time())

    return dg.SensorDefinition(
        name=sensor_name(source.name),
        evaluation_fn=evaluate,
        target=dg.AssetSelection.assets(*(spec.key for spec in source.specs)),
        minimum_interval_seconds=max(1, int(source.every.total_seconds())),
        default_status=sensor_status(),
        description=f"Loads what is new at the source {source.name}.",
    )


@dataclass
class Cursor:
    """What a sensor remembers; without it, a failed load is tried again sooner.

    Attributes:
        tried: the answers that the last load was asked for.
        failures: loads that failed, one after the other.
        run: the last of them.
        glance: the glance's answer when nothing was new.
        heard: as of when it was last noted that a table is unchanged.
    """

    tried: str = ""
    failures: int = 0
    run: str = ""
    glance: str = ""
    heard: dict[str, float] = field(default_factory=dict[str, float])


def look(
    source: Source, instance: dg.DagsterInstance, cursor: str | None, now: float
) -> dg.SensorResult:
    """One tick: what is new is asked for once, and what is not is sparsely noted as unchanged.

    Raises:
        WeirError: the source does not answer.
    """
    memory = Cursor(**json.loads(cursor)) if cursor else Cursor()
    keys = [spec.key.to_user_string() for spec in source.specs]
    open_runs = read_open_runs(instance)
    made = read_made(instance, keys)
    if at_work := _at_work(keys, open_runs, made):
        return _skip(f"a run is to load {', '.join(at_work)}", memory)
    glance = _glance(source)
    failed = read_attempts(instance, keys, made)
    if glance and glance == memory.glance and not failed:
        answers = dict.fromkeys(keys, probe.Probed())
        new: list[str] = []
    else:
        answers = _ask(source)
        new = [key for key in keys if _is_new(source, answers[key], made.get(key))]
        memory.glance = "" if new else glance
    if not new:
        memory.tried, memory.failures, memory.run = "", 0, ""
        events = _unchanged(source, answers, made, memory, now)
        return _skip("nothing new", memory, events)
    asked = fingerprint.of_text(*(f"{key} {answers[key]}" for key in new))
    if wait := _brake(memory, failed, asked, now):
        return _skip(wait, memory)
    memory.tried = asked
    state = fingerprint.of_text(
        *(f"{key} {made[key].number if key in made else 0}" for key in keys), str(memory.failures)
    )
    requests = [
        dg.RunRequest(
            run_key=f"{source.name}-{fingerprint.of_text(asked, state, *map(str, days))}",
            asset_selection=[dg.AssetKey.from_user_string(key) for key in chosen],
            tags=dict(zip(RANGE, days, strict=True)) if days else {},
        )
        for chosen, days in _requests(source, new, answers)
    ]
    return dg.SensorResult(run_requests=requests[:MOST_RUNS], cursor=_dump(memory))


def _ask(source: Source) -> dict[str, probe.Probed]:
    probes = {
        spec.key.to_user_string(): (Probe(**spec.metadata["weir/probe"]), source.partitions)
        for spec in source.specs
    }
    return probe.ask_each(probes)


def _glance(source: Source) -> str:
    if source.glance is None:
        return ""
    return str(probe.ask_each({"": (Probe(**source.glance), None)})[""].token)


def _at_work(keys: Sequence[str], open_runs: OpenRuns, made: Mapping[str, Made]) -> list[str]:
    return sorted(open_runs.still_to_make(made) & set(keys))


def _is_new(source: Source, answer: probe.Probed, last: Made | None) -> bool:
    if source.partitions:
        return bool(answer.partitions)
    if source.not_yet and answer.token and answer.token.startswith(source.not_yet):
        return False  # its end is the event
    return last is None or answer.token != last.facts.get("weir/probe")


def _brake(memory: Cursor, failed: Mapping[str, Any], asked: str, now: float) -> str | None:
    """Why a failed load is not tried again yet; counts the failure where it is a new one."""
    if not failed:
        memory.failures, memory.run = 0, ""
        return None
    last = max(failed.values(), key=lambda attempt: attempt.number)
    if last.run_id != memory.run:
        memory.failures, memory.run = memory.failures + 1, last.run_id
    wait = pause(memory.failures)
    if asked != memory.tried:
        wait = 0.0 if memory.failures < HASTY else min(wait, HASTY_PAUSE)
    left = last.at + wait - now
    if not wait or left <= 0:
        return None
    return f"the load failed {memory.failures} times; it is tried again in {left:.0f} s"


def _requests(
    source: Source, new: Sequence[str], answers: Mapping[str, probe.Probed]
) -> list[tuple[list[str], tuple[str, ...]]]:
    """The tables and the range of keys of each run; one run without partitions."""
    if source.partitions is None:
        return [(list(new), ())]
    keys = {partition for key in new for partition in answers[key].partitions}
    return [
        ([key for key in new if {*answers[key].partitions} & {*group}], (group[0], group[-1]))
        for group in source.partitions.ranges(keys)
    ]


def _unchanged(
    source: Source,
    answers: Mapping[str, probe.Probed],
    made: Mapping[str, Made],
    memory: Cursor,
    now: float,
) -> list[dg.AssetObservation]:
    """Note that tables are as they were loaded, at most four times in a window that needs it."""
    events: list[dg.AssetObservation] = []
    for spec in source.specs:
        key = spec.key.to_user_string()
        token = answers[key].token
        busy = source.not_yet and token and token.startswith(source.not_yet)
        quarter = _interval(spec)
        if quarter is None or key not in made or busy:
            continue
        heard = max(made[key].at, memory.heard.get(key, 0.0))
        if now - heard < quarter:
            continue
        # A sync tool that is asked tells only of its last sync.
        as_of = now - probe.age_of(Probe(**spec.metadata["weir/probe"]))
        if as_of - heard >= quarter:
            memory.heard[key] = as_of
            noted = {UNCHANGED: True, AS_OF: dg.MetadataValue.timestamp(as_of)}
            events.append(dg.AssetObservation(spec.key, metadata=noted))
    return events


def _interval(spec: dg.AssetSpec) -> float | None:
    """Seconds between two notes on a table; None where no freshness hangs on it.

    The shortest window counts, of whatever hangs on the table in any location; its own alone where
    the graph of all locations is not there.
    """
    graph, key = latest(current().home.graph), spec.key.to_user_string()
    if graph is not None and key in graph.assets:
        return interval(graph, key) or None
    window: Any = getattr(spec.freshness_policy, "fail_window", None)
    return window.to_timedelta().total_seconds() * SHARE if window else None


def _skip(why: str, memory: Cursor, events: Sequence[dg.AssetObservation] = ()) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=why, cursor=_dump(memory), asset_events=list(events))


def _dump(memory: Cursor) -> str:
    return json.dumps(vars(memory))
