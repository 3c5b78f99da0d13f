"""The ECB's wide table, one column per currency, as rows."""

import datetime as dt
import io
from typing import Any

import dlt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from weir.landing import Intake

BEGIN = dt.date(2016, 12, 1)  # a month before the first order: its weekends need a rate too


@dlt.source(name="ecb")
def ecb(rates: Intake) -> Any:
    """The source, from the files of its table."""
    return dlt.resource(rates.tables(long), name="rates")


def long(content: bytes, *_: object) -> pa.Table:
    """The rows of the ECB's file: Date, one column per currency, N/A where there is no rate.

    https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates
    """
    header = content.split(b"\n", 1)[0].decode().strip().rstrip(",").split(",")
    wide = csv.read_csv(
        io.BytesIO(content),
        convert_options=csv.ConvertOptions(
            column_types={"Date": pa.date32(), **dict.fromkeys(header[1:], pa.float64())},
            null_values=["N/A", ""],
            include_columns=header,  # its lines end in a comma, which makes a nameless column
        ),
    )
    wide = wide.filter(pc.field("Date") >= BEGIN)
    days = wide.column("Date")
    rows = pa.concat_tables(
        pa.table(
            {
                "rate_date": days,
                "currency": pa.repeat(currency, len(days)),
                "rate": wide.column(currency),
            }
        )
        for currency in header[1:]
    )
    return rows.filter(pc.field("rate").is_valid())
