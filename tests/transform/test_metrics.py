"""The metrics in the project's YAML stand at the mart that they are made of."""

from pathlib import Path

import pytest
from tests.transform.project import TRANSFORM, Project

from weir.components.dbt.manifest import Manifest
from weir.components.dbt.project import project
from weir.components.dbt.translation import translate

MART = "mart/mrt__finance__monthly_revenue"
COMPLETE = "{{ Dimension('shop_month__is_complete') }}"


def test_a_marts_metrics_are_on_its_page_and_on_no_other(
    parsed: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    specs = translate(Manifest(project(TRANSFORM), parsed.manifest, {}, {})).assets.values()
    shown = {
        s.key.to_user_string(): s.metadata["metrics"] for s in specs if "metrics" in s.metadata
    }
    assert shown.keys() == {MART}
    rows = [record.data for record in shown[MART].records]
    assert [(row["metric"], row["type"], row["expression"]) for row in rows] == [
        ("ad_share_of_revenue", "ratio", f"ad_spend / revenue where {COMPLETE}"),
        ("ad_spend", "simple", "sum(ad_spend_usd)"),
        ("orders", "simple", "sum(orders)"),
        ("revenue", "simple", "sum(revenue__total_usd)"),
        ("revenue_per_order", "ratio", "revenue / orders"),
    ]
    assert [row["metric"] for row in rows if not row["description"]] == []


def test_a_measure_of_a_column_that_the_mart_has_not_is_found(parsed: Project) -> None:
    """Dbt does not look whether a measure's or a dimension's column is there."""
    (model,) = parsed.manifest["semantic_models"].values()
    (mart,) = (n for n in parsed.manifest["nodes"].values() if n["name"] == model["model"][5:-2])
    asked = [one["expr"] or one["name"] for one in (*model["measures"], *model["dimensions"])]
    assert len(asked) == 5
    assert set(asked) - mart["columns"].keys() == set()
