"""A small graph on an instance of its own, and its clock."""

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.automation import conditions


class Simulation:
    """Evaluates conditions as a location's sensor does, tick after tick."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.now = datetime.now(UTC)
        self.cursor: Any = None

    def tick(
        self, definitions: dg.Definitions, after: timedelta = timedelta(seconds=5)
    ) -> set[str]:
        """Names of what is asked for: assets by key, checks by `asset:name`."""
        self.now += after
        result = dg.evaluate_automation_conditions(
            definitions, self.instance, evaluation_time=self.now, cursor=self.cursor
        )
        self.cursor = result.cursor
        found: set[str] = set()
        for one in result.results:
            if one.true_subset.is_empty:
                continue
            key = one.key
            if isinstance(key, dg.AssetCheckKey):
                found.add(f"{key.asset_key.to_user_string()}:{key.name}")
            else:
                found.add(key.to_user_string())
        return found

    def load(self, key: str, partition: str | None = None) -> None:
        """A materialization that some loader reports."""
        self.instance.report_runless_asset_event(
            dg.AssetMaterialization(dg.AssetKey.from_user_string(key), partition=partition)
        )

    def run(self, definitions: dg.Definitions, *keys: str, fails: bool = False) -> dg.DagsterRun:
        """A run that makes some assets; `fails`: it comes to none of them."""
        selection = [dg.AssetKey.from_user_string(key) for key in keys]
        job = definitions.resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(
            instance=self.instance,
            asset_selection=selection,
            raise_on_error=False,
            tags={"fails": str(fails)},
        )
        assert result.success is not fails
        return result.dagster_run

    def queue(self, definitions: dg.Definitions, *keys: str) -> dg.DagsterRun:
        """A run that has not begun."""
        job = definitions.resolve_implicit_global_asset_job_def()
        selection = frozenset(dg.AssetKey.from_user_string(key) for key in keys)
        subset = job.get_subset(asset_selection=set(selection))
        return self.instance.create_run_for_job(job_def=subset, asset_selection=selection)


@pytest.fixture
def sim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Simulation]:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        yield Simulation(instance)


def asset(
    key: str,
    *deps: str,
    automation: Any = conditions.on_upstream_change,
    checks: dict[str, Any] | None = None,
    **more: Any,
) -> dg.AssetsDefinition:
    """An asset that runs tagged `fails` does not make; `checks` by name: whether they pass."""
    spec_key = dg.AssetKey.from_user_string(key)

    @dg.multi_asset(
        name=key.replace("/", "__"),
        specs=[
            dg.AssetSpec(
                spec_key,
                deps=[dg.AssetKey.from_user_string(dep) for dep in deps],
                automation_condition=automation() if automation else None,
                **more,
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(name, asset=spec_key, blocking=True) for name in checks or {}
        ],
        can_subset=True,
    )
    def made(context: dg.AssetExecutionContext) -> Iterator[Any]:
        if context.run.tags.get("fails") == "True":
            raise dg.Failure("broken", allow_retries=False)
        if context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=spec_key)
        for check in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                passed=(checks or {})[check.name](), check_name=check.name, asset_key=spec_key
            )

    return made
