"""The one door to the warehouse, whichever engine stands behind it."""

from weir.environment import Environment, current
from weir.errors import WeirError
from weir.warehouse.interface import Session, Warehouse

__all__ = ["Session", "Warehouse", "open_warehouse"]


def open_warehouse(environment: Environment | None = None) -> Warehouse:
    """The warehouse of an environment (default: this process's).

    Nothing is connected or created before a session is opened.

    Raises:
        WeirError: the environment names an engine that Weir doesn't know.
    """
    chosen = environment or current()
    match chosen.warehouse:
        case "duckdb":
            from weir.warehouse.duckdb import DuckDBWarehouse

            return DuckDBWarehouse(chosen)
        case "bigquery":
            from weir.warehouse.bigquery import BigQueryWarehouse

            return BigQueryWarehouse(chosen)
        case other:
            raise WeirError(
                f"{other!r} is no warehouse that Weir knows",
                where="environment variable WEIR_WAREHOUSE",
                fix="set it to duckdb or bigquery, or unset it",
            )
