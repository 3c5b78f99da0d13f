"""One step: have the connection synced, verify what arrived, report it."""

from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import dagster as dg

from weir import gate
from weir.components.data_time import as_metadata
from weir.components.fivetran import arrival, checks, selection
from weir.components.fivetran.account import account
from weir.components.fivetran.arrival import Arrival
from weir.components.fivetran.declaration import Table
from weir.components.fivetran.selection import Selection
from weir.components.fivetran.state import PAGE, State, Trigger, moment
from weir.environment import current
from weir.errors import WeirError
from weir.warehouse import Warehouse, open_warehouse

FULL_REFRESH = "weir/full_refresh"


@dataclass(frozen=True)
class Load:
    """What a step named `name` does; the other attributes are those of `FivetranConnection`."""

    name: str
    connection: str
    trigger: Trigger
    dataset: str
    tables: Mapping[str, Table]
    timeout: timedelta
    poll_every: timedelta

    def run(
        self, context: dg.AssetExecutionContext
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        """Sync or watch, and yield the result of each table that has arrived as declared.

        Where the run selects checks alone, nothing is synced.

        Neither the warehouse's pool nor its lease is held while the sync runs: it writes to the
        warehouse from outside.

        Raises:
            WeirError: the connection can't sync, its sync failed or took too long, or tables are
                not what is declared (the others are reported before).
        """
        warehouse = open_warehouse()
        chosen = {key.path[1] for key in context.selected_asset_keys}
        refusal: WeirError | None = None
        if chosen:
            gate.refuse_withheld(context)
            refusal = yield from self._load(context, warehouse, chosen)
        yield from checks.results(context, warehouse, self.dataset, self.tables)
        if refusal:
            raise refusal

    def _load(
        self, context: dg.AssetExecutionContext, warehouse: Warehouse, chosen: Collection[str]
    ) -> Generator[dg.MaterializeResult[Any], None, WeirError | None]:
        """Sync or watch; yields what has arrived as declared, and returns what is wrong."""
        from weir.components.fivetran.remote import Remote

        environment = current()
        remote = Remote(account(environment), environment.setting(self.connection))
        holder = f"run {context.run.run_id[:8]} step {self.name}"
        before = {name: _recorded(context, self.dataset, name) for name in self.tables}
        state = self._sync(context, remote, warehouse, holder, before)
        compared = selection.compare(remote.tables(), self.dataset, self.tables, state.where)
        since = {name: facts.get("weir/probe") for name, facts in before.items()}
        found = arrival.arrivals(warehouse, holder, self.dataset, self.tables, _moments(since))
        wrong = {**{n: a.wrong for n, a in found.items() if a.wrong}, **compared.wrong}
        wrong = {name: why for name, why in wrong.items() if name in chosen}
        self._tell_undeclared(context, compared, found)
        identity = warehouse.identity()
        for name in self.tables:
            if name in chosen and name not in wrong:
                metadata = self._metadata(name, found[name], state, warehouse, compared)
                yield dg.MaterializeResult(
                    asset_key=[self.dataset, name],
                    metadata={**metadata, "weir/warehouse": identity},
                )
        if not wrong:
            return None
        return WeirError(
            "tables are not what is declared:\n"
            + "\n".join(f"  {self.dataset}.{name}: {why}" for name, why in wrong.items()),
            where=state.where,
            fix="correct the connection in Fivetran, or the tables in defs.yaml; a table that "
            f"was dropped comes back with `weir run --full-refresh --select '{self.dataset}/*'`",
        )

    def _sync(
        self,
        context: dg.AssetExecutionContext,
        remote: Any,
        warehouse: Warehouse,
        holder: str,
        before: Mapping[str, Mapping[str, Any]],
    ) -> State:
        from weir.components.fivetran.wait import Waiting

        waiting = Waiting(remote, self.timeout, self.poll_every, context.log)
        lost = self._lost(warehouse, holder, before)
        if context.run.tags.get(FULL_REFRESH) == "true":
            context.log.info("a full refresh: the connection is synced again from the start")
            return waiting.trigger(resync=True)
        if lost:
            # A plain sync would bring back the last days alone:
            # https://fivetran.com/docs/connectors/troubleshooting/recreate-all-tables
            context.log.warning(
                "%s: loaded before and gone, so the connection is synced again from the start",
                ", ".join(f"{self.dataset}.{name}" for name in lost),
            )
            return waiting.trigger(resync=True)
        return waiting.trigger() if self.trigger == "weir" else waiting.watch()

    def _lost(
        self, warehouse: Warehouse, holder: str, before: Mapping[str, Mapping[str, Any]]
    ) -> list[str]:
        """Tables that were recorded as loaded and whose rows are gone.

        In another warehouse than the recorded one, a sync of the connection's own schedule may
        have made the table anew by now, with its last days alone.
        """
        known = {(self.dataset, name) for name, facts in before.items() if facts}
        missing = {name for _, name in arrival.missing(warehouse, holder, known)}
        identity = warehouse.identity()
        moved = {n for n, f in before.items() if f and f.get("weir/warehouse") != identity}
        return sorted(missing | moved)

    def _tell_undeclared(
        self, context: dg.AssetExecutionContext, chosen: Selection, found: Mapping[str, Arrival]
    ) -> None:
        if chosen.undeclared:
            context.log.warning(
                "the connection loads tables that are not declared: %s",
                ", ".join(chosen.undeclared),
            )
        for name, one in found.items():
            if one.undeclared:
                context.log.warning(
                    "%s.%s has columns that are not declared: %s",
                    self.dataset,
                    name,
                    ", ".join(one.undeclared),
                )

    def _metadata(
        self, name: str, one: Arrival, state: State, warehouse: Warehouse, chosen: Selection
    ) -> dict[str, Any]:
        metadata: dict[str, Any] = {
            "dagster/row_count": one.rows,
            "dagster/table_name": f"{warehouse.dataset(self.dataset)}.{name}",
            "rows_loaded": one.loaded,
            "weir/probe": state.succeeded_at,
            "fivetran/connection": dg.MetadataValue.url(PAGE.format(state.id)),
        }
        metadata |= as_metadata(one.synced)
        if one.undeclared:
            metadata["weir/undeclared_columns"] = list(one.undeclared)
        if chosen.undeclared:
            metadata["fivetran/undeclared_tables"] = chosen.undeclared
        return metadata


def _recorded(context: dg.AssetExecutionContext, dataset: str, table: str) -> dict[str, Any]:
    """Metadata of a table's last materialization; empty if there was none."""
    event = context.instance.get_latest_materialization_event(dg.AssetKey([dataset, table]))
    last = event.asset_materialization if event else None
    return {k: getattr(v, "value", v) for k, v in last.metadata.items()} if last else {}


def _moments(since: Mapping[str, Any]) -> dict[str, str | None]:
    """The recorded tokens that are moments; a token may be another text."""
    found: dict[str, str | None] = {}
    for name, token in since.items():
        try:
            moment(str(token))
        except ValueError:
            found[name] = None
        else:
            found[name] = str(token)
    return found
