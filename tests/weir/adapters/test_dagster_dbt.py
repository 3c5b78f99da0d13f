"""What weir.adapters.dagster_dbt works around still needs it."""

import inspect

import dagster as dg
import pytest

from weir.adapters.dagster_dbt import subsettable_asset


def test_a_step_may_still_not_check_anothers_asset_by_public_means() -> None:
    foreign = dg.AssetCheckSpec("c", asset=["raw", "orders"])
    assert "allow_arbitrary_check_specs" not in inspect.signature(dg.multi_asset).parameters
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="Invalid asset key"):

        @dg.multi_asset(specs=[dg.AssetSpec(["base", "a"])], check_specs=[foreign])
        def refused(): ...

    @subsettable_asset(
        name="dbt", specs=[dg.AssetSpec(["base", "a"])], check_specs=[foreign], pool="warehouse"
    )
    def accepted(): ...

    assert accepted.check_keys == {foreign.key}
    assert accepted.can_subset
