# ruff: noqa: INP001 - a file to copy, no package
"""An asset of your own, where no component does what you need.

Put it anywhere below a location's `defs/`: Dagster finds it there. The comments say what a
component would have done.
"""

import dagster as dg

from weir import gate
from weir.automation import conditions
from weir.warehouse import open_warehouse

SALES = ("mart", "sales")
TABLE = ("features", "ftr__sales__by_customer")  # its address is its key: dbt's source() finds it


@dg.asset(
    key=TABLE,
    deps=[dg.AssetKey(SALES)],
    owners=["team:ml"],  # who gets the alerts
    code_version="1",  # another one is a reason to make it again
    pool="warehouse",  # one writer at a time, together with all other steps
    automation_condition=conditions.on_upstream_change(),  # without one it is never made by itself
    check_specs=[dg.AssetCheckSpec("has_revenue", asset=dg.AssetKey(TABLE), blocking=True)],
)
def sales_by_customer(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Revenue per customer."""
    gate.refuse_withheld(context)  # a failing check of any ancestor, in any location
    warehouse = open_warehouse()
    table = warehouse.name(TABLE)
    with warehouse.session(f"run {context.run_id[:8]}") as session:
        session.replace_table(
            TABLE,
            f"select customer_id, sum(usd) as usd from {warehouse.name(SALES)} group by 1",
        )
        rows = session.row_counts([TABLE])[TABLE]
        bad = session.rows(f"select count(*) from {table} where usd is null or usd <= 0")[0][0]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": rows,  # `weir status`, and the check for empty tables
            "dagster/table_name": ".".join(TABLE),  # `weir run` makes it again if the table is gone
            "weir/warehouse": warehouse.identity(),
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="has_revenue", passed=not bad, metadata={"failing_rows": bad}
            )
        ],
    )
