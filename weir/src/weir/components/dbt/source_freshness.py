"""dbt's source freshness as checks of the loaders' assets, in a step of their own.

Stale data is not bad data: what is older than `error_after` fails with severity ERROR and stops
nobody all the same, for its consumers would only become older still.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg

from weir.automation.conditions import OnLoad
from weir.components.data_time import newest
from weir.components.dbt.keys import address
from weir.components.dbt.node import Node, part
from weir.components.dbt.translation import Translation
from weir.errors import WeirError
from weir.fingerprint import of_text
from weir.freshness import found_unchanged
from weir.lease import LeaseTimeoutError
from weir.warehouse import Session, Warehouse, open_warehouse
from weir.warehouse.interface import Address

NAME = "source_freshness"
UNITS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0}
SHARE = 0.25  # of the shorter period: how long an answer counts


@dataclass(frozen=True)
class Rule:
    """What a source's YAML says of its freshness.

    Attributes:
        warn: seconds after which it warns; None: never.
        error: seconds after which it fails; None: never.
        field: SQL expression of the rows' load time; "" takes the time of the last load.
        query: a query that returns that time instead.
        where: condition of the rows that count.
    """

    key: dg.AssetKey
    address: Address
    warn: float | None
    error: float | None
    field: str
    query: str
    where: str

    @property
    def every(self) -> float:
        """Seconds for which an answer counts."""
        return min(period for period in (self.warn, self.error) if period is not None) * SHARE


def rules(translation: Translation) -> dict[dg.AssetKey, Rule]:
    """The rule of each source that has one and is checked here."""
    manifest = translation.manifest
    found: dict[dg.AssetKey, Rule] = {}
    for unique_id, source in manifest.sources.items():
        if unique_id not in translation.sources:
            continue
        said = part(source, "freshness")
        warn, error = _seconds(part(said, "warn_after")), _seconds(part(said, "error_after"))
        if warn is None and error is None:
            continue
        key = translation.keys[unique_id]
        found[key] = Rule(
            key,
            address(manifest, source),
            warn,
            error,
            field=_text(source, "loaded_at_field"),
            query=_text(source, "loaded_at_query"),
            where=str(said.get("filter") or ""),
        )
    return found


def checks(translation: Translation, name: str) -> list[Any]:
    """The step that evaluates all of them; empty where no source declares a freshness."""
    found = rules(translation)
    if not found:
        return []

    @dg.multi_asset_check(
        name=f"{name}_{NAME}", specs=[_spec(rule) for rule in found.values()], can_subset=True
    )
    def source_freshness(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        chosen = sorted(key.asset_key for key in context.selected_asset_check_keys)
        holder = f"run {context.run.run_id[:8]} step {name}_{NAME}"
        try:
            results = _results(context.instance, [found[key] for key in chosen], holder)
        except LeaseTimeoutError:
            raise
        except WeirError as error:
            raise dg.Failure(error.text(), allow_retries=False) from error
        yield from results

    return [source_freshness]


def _results(
    instance: dg.DagsterInstance, chosen: list[Rule], holder: str
) -> list[dg.AssetCheckResult]:
    warehouse = open_warehouse()
    with warehouse.session(holder, read_only=True) as session:
        present = session.tables()
        return [
            _result(rule, _loaded(instance, session, warehouse, rule))
            if rule.address in present
            else _result(rule, None)
            for rule in chosen
        ]


def _spec(rule: Rule) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        NAME,
        asset=rule.key,
        blocking=False,
        automation_condition=OnLoad(),
        description=f"dbt source freshness: {_periods(rule)}.",
        metadata={"weir/fingerprint": _mark(rule), "weir/every": rule.every},
    )


def _loaded(
    instance: dg.DagsterInstance, session: Session, warehouse: Warehouse, rule: Rule
) -> float | None:
    """When the newest row was loaded; without a column, when Dagster saw the last load."""
    if rule.query:
        this = rule.query.replace("{{ this }}", warehouse.name(rule.address))
        return newest(session, f"({this}) as loaded", "*")
    if rule.field:
        table = warehouse.name(rule.address) + (f" where {rule.where}" if rule.where else "")
        return newest(session, table, f"max({rule.field})")
    last = instance.get_latest_materialization_event(rule.key)
    key = rule.key.to_user_string()
    seen = found_unchanged(instance, [key]).get(key)
    return max((at for at in (last.timestamp if last else None, seen) if at), default=None)


def _result(rule: Rule, loaded: float | None) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"weir/fingerprint": _mark(rule)}
    if loaded is None:
        severity: dg.AssetCheckSeverity | None = dg.AssetCheckSeverity.ERROR
        said = "the table has no row, or was never loaded"
    else:
        age = time.time() - loaded
        severity = None
        if rule.error is not None and age > rule.error:
            severity = dg.AssetCheckSeverity.ERROR
        elif rule.warn is not None and age > rule.warn:
            severity = dg.AssetCheckSeverity.WARN
        said = f"the newest row was loaded {age / 3600:.1f} hours ago; {_periods(rule)}"
        metadata |= {"loaded": dg.MetadataValue.timestamp(loaded), "age_hours": age / 3600}
    return dg.AssetCheckResult(
        asset_key=rule.key,
        check_name=NAME,
        passed=severity is None,
        severity=severity or dg.AssetCheckSeverity.ERROR,
        description=said,
        metadata=metadata,
    )


def _periods(rule: Rule) -> str:
    named = (("warns", rule.warn), ("fails", rule.error))
    return ", ".join(f"{word} after {p / 3600:g} hours" for word, p in named if p is not None)


def _mark(rule: Rule) -> str:
    return of_text(repr(rule))


def _seconds(said: Mapping[str, Any]) -> float | None:
    count, period = said.get("count"), said.get("period")
    return float(count) * UNITS[str(period)] if count and period else None


def _text(source: Node, name: str) -> str:
    return str(part(source, "config").get(name) or source.get(name) or "")
