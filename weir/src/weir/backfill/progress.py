"""How far a backfill has come, by what Dagster recorded of its runs."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

import dagster as dg

from weir.backfill.parts import Part
from weir.fingerprint import of_text

NAME = "weir/backfill"  # which one: the same for every run of the same words
ID = "weir/backfill_id"  # which time
KINDS = {dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.STEP_SUCCESS}


@dataclass(frozen=True)
class Progress:
    """What is done of a backfill.

    Attributes:
        name: what it makes, as a hash.
        id: of this time.
        made: (asset, partition key) that a step which succeeded has made; without partitions the
            key is None.
    """

    name: str
    id: str
    made: frozenset[tuple[str, str | None]] = field(
        default_factory=frozenset[tuple[str, str | None]]
    )

    @property
    def tags(self) -> dict[str, str]:
        """The tags of its runs."""
        return {NAME: self.name, ID: self.id}

    def left(self, part: Part) -> Part | None:
        """What is left of a part; None where nothing is."""
        if not part.partitions:
            undone = tuple(a for a in part.assets if (a, None) not in self.made)
            return Part(undone, behind=part.behind) if undone else None
        keys = tuple(
            k for k in part.partitions if any((a, k) not in self.made for a in part.assets)
        )
        return Part(part.assets, keys) if keys else None


def name_of(assets: Iterable[str], wanted: Iterable[str], *, incremental: bool) -> str:
    """The name of a backfill: of the same assets and partitions, in the same way."""
    return of_text(*sorted(wanted), str(incremental), *sorted(assets))[:16]


def standing(
    instance: dg.DagsterInstance, name: str, whole: Iterable[Part], warehouse: str
) -> Progress:
    """The progress of the last backfill of a name, or a new one where that is complete.

    Only what the present warehouse got counts. A step that was killed, or whose check failed,
    has made nothing that counts: its chunk is made again.
    """
    records = instance.get_runs(dg.RunsFilter(tags={NAME: name}))
    if not records:
        return begin(name)
    last = records[0].tags[ID]  # the newest comes first
    runs = [run for run in records if run.tags[ID] == last]
    found = Progress(name, last, _made(instance, runs, warehouse))
    complete = all(found.left(part) is None for part in whole)
    return begin(name) if complete else found


def begin(name: str) -> Progress:
    """A backfill of which nothing is done."""
    return Progress(name, uuid.uuid4().hex)


def _made(
    instance: dg.DagsterInstance, runs: Iterable[dg.DagsterRun], warehouse: str
) -> frozenset[tuple[str, str | None]]:
    found: set[tuple[str, str | None]] = set()
    for run in runs:
        made: dict[str, set[tuple[str, str | None]]] = {}
        for entry in instance.all_logs(run.run_id, of_type=KINDS):
            event = entry.dagster_event
            if event is None or event.step_key is None:
                continue
            if event.event_type is dg.DagsterEventType.STEP_SUCCESS:
                found |= made.get(event.step_key, set())
                continue
            one = event.step_materialization_data.materialization
            place = one.metadata.get("weir/warehouse")
            if place is None or place.value == warehouse:
                key = one.asset_key.to_user_string()
                made.setdefault(event.step_key, set()).add((key, one.partition))
    return frozenset(found)
