"""What Dagster recorded last of each asset and check: the only memory that the plan has."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from weir.adapters.dagster_checks import verdicts
from weir.graph.model import Check, Graph

SHOW_ROWS = "show_failing_rows"  # fact of a check: the command that prints its failing rows


@dataclass(frozen=True)
class Loaded:
    """The last materialization of an asset.

    Attributes:
        number: the event's place in the log; larger is later.
        at: seconds since 1970.
        fingerprint: what the asset's code was then.
        facts: its metadata, as plain values.
    """

    number: int
    at: float
    run_id: str
    fingerprint: str | None
    facts: dict[str, Any]

    @property
    def rows(self) -> int | None:
        """Rows of the table after it was made."""
        value = self.facts.get("dagster/row_count")
        return int(value) if value is not None else None


@dataclass(frozen=True)
class Judged:
    """The last evaluation of a check.

    Attributes:
        open: whether another evaluation was planned after it and has not come: its run goes on,
            failed before it, or was killed. Until it comes the verdict stands.
    """

    passed: bool
    severe: bool
    at: float
    run_id: str
    fingerprint: str | None
    facts: dict[str, Any]
    description: str
    open: bool = False


@dataclass(frozen=True)
class Records:
    """What is known of a graph's assets and checks.

    Attributes:
        loaded: last materialization by key.
        judged: last evaluation by check id.
        unfinished: keys that a run was to make after that, and did not.
    """

    loaded: dict[str, Loaded]
    judged: dict[str, Judged]
    unfinished: frozenset[str] = frozenset()

    def stands_failed(self, check: Check) -> bool:
        """Whether the check's latest evaluation failed in a way that stops consumers."""
        last = self.judged.get(check.id)
        return check.blocking and last is not None and not last.passed and last.severe

    def forgiving(self, checks: Iterable[str]) -> "Records":
        """The same records, with failures of some checks (by id) that stop nobody."""
        ids = set(checks)
        judged = {
            key: replace(last, severe=False) if key in ids and not last.passed else last
            for key, last in self.judged.items()
        }
        return replace(self, judged=judged)


def read_records(instance: dg.DagsterInstance, graph: Graph) -> Records:
    """The records of all assets and checks of a graph."""
    keys = [dg.AssetKey.from_user_string(key) for key in graph.assets]
    loaded: dict[str, Loaded] = {}
    unfinished: set[str] = set()
    for record in instance.get_asset_records(keys):
        entry = record.asset_entry
        last = entry.last_materialization_record
        if last is None or last.asset_materialization is None:
            continue
        planned = instance.event_log_storage.get_latest_planned_materialization_info(
            entry.asset_key
        )
        if planned is not None and planned.storage_id > last.storage_id:
            unfinished.add(entry.asset_key.to_user_string())
        loaded[entry.asset_key.to_user_string()] = loaded_of(last)
    judged = read_judged(instance, graph.checks.values())
    return Records(loaded, judged, frozenset(unfinished))


def loaded_of(record: dg.EventLogRecord) -> Loaded:
    """What the record of a materialization says."""
    made = record.asset_materialization
    if made is None:
        raise TypeError(record)
    return Loaded(
        number=record.storage_id,
        at=record.timestamp,
        run_id=record.run_id,
        fingerprint=(made.tags or {}).get("dagster/code_version"),
        facts=_plain(made.metadata),
    )


def read_judged(instance: dg.DagsterInstance, checks: Iterable[Check]) -> dict[str, Judged]:
    """The last evaluation of each check that was ever evaluated."""
    ids = {
        dg.AssetCheckKey(dg.AssetKey.from_user_string(check.asset), check.name): check.id
        for check in checks
    }
    found: dict[str, Judged] = {}
    for key, last in verdicts(instance, ids):
        data = last.evaluation
        facts = _plain(data.metadata)
        found[ids[key]] = Judged(
            passed=data.passed,
            severe=data.severity is dg.AssetCheckSeverity.ERROR,
            at=last.at,
            run_id=last.run_id,
            fingerprint=facts.get("weir/fingerprint"),
            facts=facts,
            description=data.description or "",
            open=last.open,
        )
    return found


def _plain(metadata: Any) -> dict[str, Any]:
    return {key: getattr(value, "value", value) for key, value in dict(metadata or {}).items()}
