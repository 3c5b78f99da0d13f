"""Partitions of an asset and of what it reads: what works is mapped, what can't be is refused."""

from typing import Any

import dagster as dg
import pytest

from weir.components.partitions import Divided
from weir.errors import WeirError
from weir.graph.build import merge
from weir.graph.describe import describe
from weir.graph.document import from_document, to_document
from weir.graph.model import Asset, Graph, Probe
from weir.graph.verify import verify
from weir.plan.model import Plan
from weir.plan.partitions import partitions_of
from weir.plan.probe import Probed
from weir.run.batch import batches

DAYS = {"daily": {"start": "2017-01-01", "end": "2017-01-04"}}
REGIONS = {"static": {"region": ["emea", "amer"]}}


def asset(key: str, said: dict[str, Any], *deps: str) -> dg.AssetsDefinition:
    divided = Divided.model_validate(said) if said else None
    spec = dg.AssetSpec(
        key.split("/"),
        deps=[dep.split("/") for dep in deps],
        partitions_def=divided.definition() if divided else None,
        metadata=divided.metadata() if divided else {},
    )

    @dg.multi_asset(specs=[spec], name=key.replace("/", "_"))
    def made() -> None: ...

    return made


def definitions(*assets: dg.AssetsDefinition) -> dg.Definitions:
    return dg.Definitions(assets=list(assets))


def graph(*assets: dg.AssetsDefinition) -> Graph:
    return merge([describe("one", definitions(*assets))])


def test_the_dimensions_survive_the_file() -> None:
    whole = graph(asset("raw/both", {**DAYS, **REGIONS}), asset("raw/static", REGIONS))
    found = {key: made.partitions for key, made in whole.assets.items()}
    assert {key: p and (p.start, p.dimension, p.values) for key, p in found.items()} == {
        "raw/both": ("2017-01-01", "region", ("emea", "amer")),
        "raw/static": ("", "region", ("emea", "amer")),
    }
    assert from_document(to_document(whole)) == whole


def mapped(said: dict[str, Any], keys: list[str]) -> set[str]:
    """What Dagster takes for the partitions of a 2-D table that some of a reader's hang on."""
    assets = definitions(asset("raw/both", {**DAYS, **REGIONS}), asset("mart/m", said, "raw/both"))
    found = assets.resolve_asset_graph()
    child, parent = dg.AssetKey(["mart", "m"]), dg.AssetKey(["raw", "both"])
    mapping = found.get_partition_mapping(child, parent)
    assert isinstance(mapping, dg.MultiToSingleDimensionPartitionMapping)
    own, above = found.get(child).partitions_def, found.get(parent).partitions_def
    assert own is not None
    assert above is not None
    result = mapping.get_upstream_mapped_partitions_result_for_partitions(
        own.subset_with_partition_keys(keys), own, above
    )
    return set(map(str, result.partitions_subset.get_partition_keys()))


def test_dagster_maps_a_day_to_its_regions_and_a_region_to_its_days() -> None:
    assert mapped(DAYS, ["2017-01-02"]) == {"2017-01-02|emea", "2017-01-02|amer"}
    assert mapped(REGIONS, ["amer"]) == {f"2017-01-0{day}|amer" for day in (1, 2, 3)}


@pytest.mark.parametrize(
    ("above", "own"),
    [
        ({**DAYS, **REGIONS}, DAYS),
        ({**DAYS, **REGIONS}, REGIONS),
        (DAYS, {**DAYS, **REGIONS}),
        (REGIONS, {**DAYS, **REGIONS}),
        ({**DAYS, **REGIONS}, {}),
        ({}, {**DAYS, **REGIONS}),
        ({"daily": {"start": "2016-01-01"}}, DAYS),
    ],
)
def test_a_dimension_in_common_or_none_at_all_is_fine(
    above: dict[str, Any], own: dict[str, Any]
) -> None:
    verify(graph(asset("raw/t", above), asset("mart/m", own, "raw/t")))


@pytest.mark.parametrize(
    ("above", "own", "said"),
    [
        (REGIONS, DAYS, "partitioned by day, and reads raw/t, which is by region"),
        (DAYS, REGIONS, "partitioned by region, and reads raw/t, which is by day"),
        (
            {**DAYS, **REGIONS},
            {"static": {"region": ["emea"]}},
            "are not of the same regions",
        ),
        (
            {**DAYS, **REGIONS},
            {**DAYS, "static": {"channel": ["web"]}},
            "are not of the same channels",
        ),
    ],
)
def test_partitions_without_a_dimension_in_common_are_refused(
    above: dict[str, Any], own: dict[str, Any], said: str
) -> None:
    with pytest.raises(WeirError) as error:
        verify(graph(asset("raw/t", above), asset("mart/m", own, "raw/t")))
    assert said in error.value.what
    assert "partitions of mart/m" in str(error.value.where)
    assert error.value.fix


def loaded(said: dict[str, Any], *models: tuple[str, dict[str, Any], tuple[str, ...]]) -> Graph:
    """A loader that answers a probe, and models below it."""
    rows = [("raw/t", said, ()), *models]
    made = {
        key: Asset(
            key,
            "one",
            executable=True,
            deps=deps,
            probe=Probe("p:q") if key == "raw/t" else None,
            partitions=Divided.model_validate(own).described() if own else None,
        )
        for key, own, deps in rows
    }
    return Graph(made, {})


def test_a_region_that_has_news_is_made_alone_all_the_way_down() -> None:
    whole = loaded(
        {**DAYS, **REGIONS},
        ("mart/sales", {**DAYS, **REGIONS}, ("raw/t",)),
        ("mart/of_region", REGIONS, ("mart/sales",)),
        ("mart/of_day", DAYS, ("mart/sales",)),
        ("mart/total", {}, ("mart/of_region", "mart/of_day")),
    )
    probed = {"raw/t": Probed(partitions=("2017-01-02|amer", "2017-01-03|amer"))}
    partitions = {key: partitions_of(whole, key, probed) for key in whole.order}
    assert partitions == {
        "raw/t": ["2017-01-02|amer", "2017-01-03|amer"],
        "mart/sales": ["2017-01-02|amer", "2017-01-03|amer"],
        "mart/of_region": ["amer"],
        "mart/of_day": ["2017-01-02", "2017-01-03"],
        "mart/total": [],
    }
    del partitions["mart/total"]
    runs = batches(whole, Plan(dict.fromkeys(whole.order, "why"), {}, partitions))
    first, *others = [(run.assets, run.partitions) for run in runs]
    assert first == (("raw/t", "mart/sales"), ("2017-01-02|amer", "2017-01-03|amer"))
    spans = {name: span for names, span in others for name in names}
    assert spans["mart/of_region"] == ("amer", "amer")
    assert spans["mart/of_day"] == ("2017-01-02", "2017-01-03")
    assert others[1][0][-1] == "mart/total", "after both, with the last of them"
    assert len(others) == 2


def test_what_is_made_of_another_division_is_run_after_it_though_it_is_divided_as_the_first() -> (
    None
):
    """By region and day, then by day, then by region and day again: three runs in this order."""
    whole = loaded(
        {**DAYS, **REGIONS},
        ("int/days", DAYS, ("raw/t",)),
        ("mart/share", {**DAYS, **REGIONS}, ("raw/t", "int/days")),
    )
    probed = {"raw/t": Probed(partitions=("2017-01-02|emea",))}
    partitions = {key: partitions_of(whole, key, probed) for key in whole.order}
    runs = batches(whole, Plan(dict.fromkeys(whole.order, "why"), {}, partitions))
    assert [run.assets for run in runs] == [("raw/t",), ("int/days",), ("mart/share",)]


def test_a_view_between_two_partitioned_tables_keeps_their_order() -> None:
    """Two ranges, of which only the last run has the view: the model waits for all of them."""
    whole = loaded(
        {**DAYS, **REGIONS},
        ("base/view", {}, ("raw/t",)),
        ("mart/sales", {**DAYS, **REGIONS}, ("base/view",)),
    )
    probed = {"raw/t": Probed(partitions=("2017-01-01|emea", "2017-01-03|emea"))}
    partitions = {key: partitions_of(whole, key, probed) for key in ("raw/t", "mart/sales")}
    plan = Plan(dict.fromkeys(whole.order, "why"), {}, partitions)
    assert [(run.assets, run.partitions) for run in batches(whole, plan)] == [
        (("raw/t",), ("2017-01-01|emea", "2017-01-01|emea")),
        (("raw/t", "base/view"), ("2017-01-03|emea", "2017-01-03|emea")),
        (("mart/sales",), ("2017-01-01|emea", "2017-01-01|emea")),
        (("mart/sales",), ("2017-01-03|emea", "2017-01-03|emea")),
    ]
    without = Plan(dict.fromkeys(("raw/t", "mart/sales"), "why"), {}, partitions)
    assert [run.assets for run in batches(whole, without)] == [
        ("raw/t",), ("raw/t",), ("mart/sales",), ("mart/sales",)
    ]  # fmt: skip


def test_a_model_that_has_days_without_an_end_and_reads_regions_is_refused() -> None:
    whole = loaded(REGIONS, ("mart/m", {"daily": {"start": "2017-01-01"}, **REGIONS}, ("raw/t",)))
    with pytest.raises(WeirError, match="nothing says which partitions there are"):
        partitions_of(whole, "mart/m", {"raw/t": Probed(partitions=("emea",))})


def test_other_values_are_refused_through_a_view_as_well() -> None:
    """Else the rows of a value that the model does not have are left out, with a green light."""
    three = {**DAYS, "static": {"region": ["emea", "amer", "apac"]}}
    raw, view = asset("raw/t", three), asset("base/v", {}, "raw/t")
    whole = graph(raw, view, asset("mart/m", {**DAYS, **REGIONS}, "base/v"))
    with pytest.raises(WeirError, match="not of the same regions"):
        verify(whole)
