"""The landing bucket's files, small."""

import datetime as dt
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
from tests.ingestion.place import explanation

from weir.landing import news

CENTS = ("sales", "retail_discount", "coupon_discount", "coupon_match_discount")
PATH = "pos/order_lines/order_lines_{business_date}.parquet"


def receipts(folder: Path, day: str, *orders: int, **columns: Any) -> Path:
    """Write a day's receipt file, one line an order; `columns` replace columns (None: left out)."""
    whole = pa.array([1] * len(orders), pa.int64())
    rows: dict[str, Any] = {
        "order_id": pa.array(orders, pa.int64()),
        "product_id": whole,
        "quantity": whole,
        **{f"{name}_cents": pa.array([100] * len(orders), pa.int64()) for name in CENTS},
        "business_date": pa.array([dt.date.fromisoformat(day)] * len(orders), pa.date32()),
    }
    return _put(folder / "pos" / "order_lines" / f"order_lines_{day}.parquet", rows | columns)


def circulars(folder: Path, week: str, *products: int, **columns: Any) -> Path:
    """Write a week's circulars, one product each; `columns` replace columns (None: left out)."""
    count = len(products)
    rows: dict[str, Any] = {
        "week_start": pa.array([dt.date.fromisoformat(week)] * count, pa.date32()),
        "store_id": pa.array([1] * count, pa.int64()),
        "product_id": pa.array(products, pa.int64()),
        "display_location": pa.array(["0"] * count, pa.string()),
        "mailer_location": pa.array(["A"] * count, pa.string()),
    }
    return _put(folder / "circulars" / f"placements_{week}.parquet", rows | columns)


def days_with_news() -> list[str]:
    """The days whose receipt files are to be loaded, as the planner is told."""
    asked = {"dataset": "pos", "table": "order_lines", "setting": "LANDING_URL", "path": PATH}
    return news.partitions(**asked, start="2017-01-01")


def _put(path: Path, rows: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    pq.write_table(pa.table({k: v for k, v in rows.items() if v is not None}), aside)
    aside.replace(path)
    return path


def refusal(result: dg.ExecuteInProcessResult) -> str:
    """What is read of a load that left a file out: the failure, and the check's reasons."""
    assert not result.success
    verdicts = [
        check
        for check in result.get_asset_check_evaluations()
        if check.check_name == "no_quarantined_files"
    ]
    reasons = [str(value.value) for check in verdicts for value in check.metadata.values()]
    return "\n".join([explanation(result), *reasons])
