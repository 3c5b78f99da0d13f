"""A platform of one location: two loaders and the shop's dbt project."""

import os
from pathlib import Path

import dagster as dg
from dagster.components.testing.utils import component_defs

from weir.components.dbt import DbtProject
from weir.warehouse import open_warehouse

FOLDER = Path(os.environ["TOY"])
ORDERS = (
    "select * from (values (1, 1, 250), (2, 1, 50), (3, 2, 400)) "
    "as t (order_id, customer_id, cents)"
)


def loaded(name: str, select: str) -> dg.AssetsDefinition:
    @dg.asset(key=["raw", name], pool="warehouse", name=None, code_version="1")
    def load() -> dg.MaterializeResult[None]:
        warehouse = open_warehouse()
        with warehouse.session("load") as session:
            session.replace_table(("raw", name), select)
            rows = session.row_counts([("raw", name)])[("raw", name)]
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": rows,
                "dagster/table_name": f"raw.{name}",
                "weir/warehouse": warehouse.identity(),
            }
        )

    return load


defs = dg.Definitions.merge(
    dg.Definitions(
        assets=[
            loaded("orders", ORDERS),
            loaded("customers", "select unnest([1, 2]) as customer_id"),
        ]
    ),
    component_defs(component=DbtProject(project="transform")),
)
