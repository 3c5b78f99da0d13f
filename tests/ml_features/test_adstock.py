"""Adstock against a reference written by hand."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.ml_features.loading import Declarations

from weir.environment import Environment, Name
from weir.home import Home
from weir.warehouse.duckdb import DuckDBWarehouse

START, DAYS = date(2017, 1, 1), 60


@pytest.fixture
def warehouse(tmp_path: Path) -> DuckDBWarehouse:
    return DuckDBWarehouse(Environment(Name.LOCAL, Home(tmp_path, tmp_path), "duckdb", ""))


def reference(spend: np.ndarray, decay: float, lags: int) -> np.ndarray:
    return np.array(
        [
            sum(spend[day - age] * decay**age for age in range(min(day, lags) + 1))
            for day in range(DAYS)
        ]
    )


def test_it_equals_the_reference_also_where_days_have_no_row(
    warehouse: DuckDBWarehouse, declarations: Declarations
) -> None:
    random = np.random.default_rng(7)
    spend = {name: random.integers(0, 90_000, DAYS) / 100 for name in ("Google Ads", "Meta Ads")}
    gap = set(range(20, 24))  # no row for Meta on these days
    rows = [
        (START + timedelta(days=day), name, cents[day])
        for name, cents in spend.items()
        for day in range(DAYS)
        if not (name == "Meta Ads" and day in gap)
    ]
    spend["Meta Ads"][sorted(gap)] = 0.0
    with warehouse.session("test") as session:
        session.replace_table(
            ("mart", "mrt__marketing__daily_spend"),
            "select date '2017-01-01' as date_day, '' as channel, 0::decimal(18, 2) as spend_usd "
            "limit 0",
        )
        days, names, values = zip(*rows, strict=True)
        session.append(
            ("mart", "mrt__marketing__daily_spend"),
            pa.table({"date_day": list(days), "channel": list(names), "spend_usd": list(values)}),
        )
        session.replace_table(("features", "adstock"), declarations.select("adstock", warehouse))
        found = session.rows("select date_day, channel, adstocked_spend_usd from features.adstock")
    assert len(found) == 2 * DAYS - len(gap)
    expected = {
        "Google Ads": reference(spend["Google Ads"], 0.35, 14),
        "Meta Ads": reference(spend["Meta Ads"], 0.6, 14),
    }
    for day, name, value in found:
        assert float(value) == pytest.approx(expected[name][(day - START).days], abs=1e-6)
