"""What weir.adapters.dagster_step works around still needs it; when the first fails, it can go."""

from unittest.mock import patch

import dagster as dg
from dagster._core.definitions.assets.definition.assets_definition import AssetsDefinition

from weir.adapters.dagster_step import remember_output_keys

SETS = AssetsDefinition.asset_and_check_keys.fget


def sets_built(assets: int, *, remembered: bool) -> int:
    """How often Dagster builds the set of a step's keys while the step runs."""
    specs = [
        dg.AssetSpec(["mart", f"t{i}"], deps=[["mart", "t0"]] if i else []) for i in range(assets)
    ]

    @dg.multi_asset(specs=specs, can_subset=True)
    def many(context: dg.AssetExecutionContext):
        if remembered:
            remember_output_keys(context)
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    definitions = dg.Definitions(assets=[many], executor=dg.in_process_executor)
    job = definitions.resolve_implicit_global_asset_job_def()
    built = 0

    def counted(self: AssetsDefinition):
        nonlocal built
        built += 1
        return SETS(self)

    with (
        dg.DagsterInstance.ephemeral() as instance,
        patch.object(AssetsDefinition, "asset_and_check_keys", property(counted)),
    ):
        result = job.execute_in_process(instance=instance)
    assert result.success
    assert len(result.get_asset_materialization_events()) == assets
    return built


def test_dagster_still_builds_a_set_of_all_keys_for_each_pair_of_outputs() -> None:
    assert sets_built(20, remembered=False) > 20 * 20


def test_remembered_it_grows_with_the_number_of_outputs_alone() -> None:
    few, many = sets_built(10, remembered=True), sets_built(30, remembered=True)
    assert many < 4 * few


def test_outputs_in_the_wrong_order_are_still_refused() -> None:
    specs = [
        dg.AssetSpec(["mart", "child"], deps=[["mart", "parent"]]),
        dg.AssetSpec(["mart", "parent"]),
    ]

    @dg.multi_asset(specs=specs, can_subset=True)
    def both(context: dg.AssetExecutionContext):
        remember_output_keys(context)
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    result = dg.materialize([both], raise_on_error=False)
    assert not result.success
    (failure,) = [e for e in result.all_events if e.is_step_failure]
    assert "was yielded before its dependency" in str(failure.step_failure_data.error)
