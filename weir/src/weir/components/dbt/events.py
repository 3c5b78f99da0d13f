"""What dbt reports as Dagster's results: materializations first, then their checks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import dagster as dg

from weir.components.dbt import failures
from weir.components.dbt.origins import BuiltColumns
from weir.components.dbt.selection import Selection
from weir.records import SHOW_ROWS

Event: TypeAlias = dg.MaterializeResult[Any] | dg.AssetCheckResult


class Events:
    """Turns the answers of one invocation into events.

    Dagster must see a table's materialization before its checks. Dbt runs unit tests first, so
    their results wait until their model is built, or is known not to be.
    """

    def __init__(self, selection: Selection, warehouse: str) -> None:
        self.selection = selection
        self.translation = selection.translation
        self.warehouse = warehouse
        self.columns = BuiltColumns(selection.translation)
        self.results: dict[str, dict[str, Any]] = {}
        self._waiting: dict[str, list[dg.AssetCheckResult]] = {}

    def forget(self, unique_ids: Iterable[str]) -> None:
        """Drop the results of nodes that are about to be run again."""
        for unique_id in unique_ids:
            self.results.pop(unique_id, None)

    def of_node(self, result: dict[str, Any]) -> Iterator[Event]:
        """The events of a finished node."""
        unique_id: str = result["id"]
        self.results[unique_id] = result
        if unique_id in self.selection.nodes:
            if result["status"] == "success":
                yield self._materialization(unique_id, result)
            yield from self._waiting.pop(unique_id, [])
        elif unique_id in self.selection.tests and result["status"] != "skipped":
            check = self._check(unique_id, result)
            table = self.translation.belonging[unique_id].table
            if table in self.selection.nodes and table not in self.results:
                self._waiting.setdefault(table, []).append(check)
            else:
                yield check

    def remaining(self, results: list[dict[str, Any]]) -> Iterator[Event]:
        """The events of what ended without an event of its own."""
        for result in results:
            if result["id"] not in self.results:
                yield from self.of_node(result)

    def last(self) -> Iterator[Event]:
        """Checks whose table was not built after all."""
        self.columns.remember()
        for checks in self._waiting.values():
            yield from checks
        self._waiting.clear()

    def _materialization(
        self, unique_id: str, result: Mapping[str, Any]
    ) -> dg.MaterializeResult[Any]:
        node = self.translation.node(unique_id)
        metadata: dict[str, Any] = {
            "dagster/table_name": f"{node['schema']}.{node['alias']}",
            "weir/warehouse": self.warehouse,
            "seconds": float(result.get("seconds") or 0.0),
            **self.columns.facts(unique_id, result.get("compiled")),
        }
        if result.get("rows") is not None:
            metadata["dagster/row_count"] = int(result["rows"])
        if result.get("compiled"):
            metadata["sql"] = dg.PathMetadataValue(result["compiled"])
        return dg.MaterializeResult(
            asset_key=self.translation.assets[unique_id].key, metadata=metadata
        )

    def _check(self, unique_id: str, result: Mapping[str, Any]) -> dg.AssetCheckResult:
        spec = self.translation.checks[unique_id]
        status: str = result["status"]
        message = str(result.get("message") or "")
        metadata: dict[str, Any] = {
            "weir/fingerprint": spec.metadata["weir/fingerprint"],
            "status": status,
        }
        if result.get("failures") is not None:
            metadata["failing_rows"] = int(result["failures"])
        shown = failures.command(self.translation.manifest, unique_id, result.get("compiled"))
        if shown and status != "pass":
            metadata[SHOW_ROWS] = shown
        if message:
            metadata["message"] = message
        if result.get("compiled"):
            metadata["sql"] = dg.PathMetadataValue(result["compiled"])
        severity = dg.AssetCheckSeverity.WARN if status == "warn" else dg.AssetCheckSeverity.ERROR
        if not spec.blocking:
            severity = dg.AssetCheckSeverity.WARN
        return dg.AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=status == "pass",
            severity=severity,
            description=message or None,
            metadata=metadata,
        )
