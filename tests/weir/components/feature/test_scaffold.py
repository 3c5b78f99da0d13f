"""`dg scaffold defs`: what it writes loads and runs as it is."""

from pathlib import Path

import pytest
from dagster.components import ScaffoldRequest
from dagster.components.scaffold.scaffold import NoParams
from tests.weir.components.feature.toy import Location

from weir.components.feature.scaffold import FeatureScaffolder, ModelScaffolder


@pytest.fixture
def shop(location: Location) -> Location:
    location.sql(
        "create schema int",
        "create table int.int__calendar__as_of as select date '2017-12-01' as as_of",
        "create table int.int__shop__order_values as select i % 300 as household_id, "
        "date '2017-01-01' + cast((i * 7919) % (30 + (i % 300)) as integer) as ordered_on, "
        "i as net_cents from range(9000) as t(i)",
        "select 1",
    )
    return location


def scaffold(location: Location, kind: type, name: str, type_name: str) -> Path:
    target = location.write(name, {})
    request = ScaffoldRequest(
        type_name=type_name,
        target_path=target,
        scaffold_format="yaml",
        project_root=location.folder,
        params=NoParams(),
    )
    kind().scaffold(request)
    return target


def test_a_scaffolded_feature_runs(shop: Location) -> None:
    scaffold(shop, FeatureScaffolder, "visits", "weir.components.feature.Feature")
    assert shop.spec("visits").key.path == ["features", "ftr__customer__visits"]
    assert shop.run("visits").success
    assert shop.sql("select sum(frequency) from features.ftr__customer__visits") == [(9000,)]


def test_a_scaffolded_model_trains(shop: Location) -> None:
    scaffold(shop, ModelScaffolder, "away", "weir.components.feature.Model")
    result = shop.run("away")
    assert [e.asset_key.path for e in result.get_asset_materialization_events()] == [
        ["ml", "away_versions"]
    ]
    (row,) = shop.sql("select name, metrics from ml.away_versions")
    assert row[0] == "away"
