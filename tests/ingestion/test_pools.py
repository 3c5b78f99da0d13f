"""Each system has a pool whose size is declared; DuckDB's single writer comes before it."""

import pytest
from tests.ingestion.place import defs_of

from weir import limits
from weir.home import find_project

POOLS = {
    "loyalty": "loyalty",
    "shop": "shop",
    "pos": "landing",
    "circulars": "landing",
    "ecb": "landing",
    "google_ads": "fivetran",
    "facebook_ads": "fivetran",
}


def pools_of(source: str) -> set[str]:
    graph = defs_of(source).resolve_asset_graph()
    return {pool for key in graph.materializable_asset_keys for pool in graph.get(key).pools}


@pytest.mark.parametrize("source", sorted(POOLS))
def test_where_the_warehouse_takes_many_writers_the_system_counts(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_WAREHOUSE", "bigquery")
    assert pools_of(source) == {POOLS[source]}
    assert limits.read(find_project())[POOLS[source]].steps


@pytest.mark.parametrize("source", ["loyalty", "pos"])
def test_on_duckdb_a_load_is_a_writer(source: str) -> None:
    assert pools_of(source) == {"warehouse"}
