"""A table by day; files in the folder make it slow, or its check fail."""

import os
import time
from datetime import date, timedelta
from pathlib import Path

import dagster as dg

from weir.warehouse import open_warehouse

HERE = Path(os.environ["TOY"])
DAYS = dg.DailyPartitionsDefinition("2017-01-01", end_date="2017-02-01")


def days(*, everything: bool = False) -> list[str]:
    """All days but one, on which the shop was closed."""
    if not everything:
        return []
    first = date(2017, 1, 1)
    found = [str(first + timedelta(days=n)) for n in range(31)]
    return [day for day in found if day != "2017-01-06"]


def note(line: str) -> None:
    with (HERE / "made").open("a") as file:
        file.write(line + "\n")


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ["raw", "days"],
            code_version="1",
            metadata={"weir/probe": {"call": "toy_days:days", "arguments": {}}},
        )
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "sound", asset=["raw", "days"], blocking=True, metadata={"weir/fingerprint": "c"}
        )
    ],
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    can_subset=True,
)
def load(context: dg.AssetExecutionContext):
    warehouse = open_warehouse()
    if context.selected_asset_keys:
        keys = list(context.partition_keys)
        if (HERE / f"slow_{keys[0]}").exists():
            (HERE / "in_the_middle").touch()
            time.sleep(60)
        price = int((HERE / "price").read_text())
        with warehouse.session("toy") as session:
            if ("raw", "days") not in session.tables():
                empty = "select '' as day, 0 as cents where false"
                session.replace_table(("raw", "days"), empty)
            for key in keys:
                session.execute("delete from raw.days where day = ?", [key])
                session.execute("insert into raw.days values (?, ?)", [key, price])
            rows = session.row_counts([("raw", "days")])["raw", "days"]
        note(f"load {keys[0]} {keys[-1]}")
        yield dg.MaterializeResult(
            asset_key=["raw", "days"],
            metadata={
                "dagster/row_count": rows,
                "dagster/table_name": "raw.days",
                "weir/warehouse": warehouse.identity(),
            },
        )
    bad = (HERE / "bad_day").read_text() if (HERE / "bad_day").exists() else ""
    wrong = bool(context.selected_asset_keys) and bad in context.partition_keys
    yield dg.AssetCheckResult(
        asset_key=["raw", "days"],
        check_name="sound",
        passed=not wrong,
        metadata={"weir/fingerprint": "c"},
    )


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[load], executor=dg.in_process_executor)
