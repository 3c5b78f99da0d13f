"""The total of all days: incremental, in that it adds only what it has not got yet."""

import os
from pathlib import Path

import dagster as dg

from weir.warehouse import open_warehouse

HERE = Path(os.environ["TOY"])


@dg.asset(key=["mart", "total"], deps=[["raw", "days"]], code_version="1")
def total(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    warehouse = open_warehouse()
    refresh = context.run.tags.get("weir/full_refresh") == "true"
    with warehouse.session("toy") as session:
        if refresh or ("mart", "total") not in session.tables():
            session.replace_table(("mart", "total"), "select * from raw.days")
        else:
            session.execute(
                "insert into mart.total select * from raw.days "
                "where day > (select max(day) from mart.total)"
            )
        rows = session.row_counts([("mart", "total")])["mart", "total"]
    with (HERE / "made").open("a") as file:
        file.write(f"total {'anew' if refresh else 'added'}\n")
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": rows,
            "dagster/table_name": "mart.total",
            "weir/warehouse": warehouse.identity(),
        }
    )


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[total], executor=dg.in_process_executor)
