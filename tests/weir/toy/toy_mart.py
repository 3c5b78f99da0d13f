"""Reads what toy_load loads, two hops deep."""

import dagster as dg
from toy_load import consumer


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(
        assets=[
            consumer("mart/fine", "raw/good"),
            consumer("mart/doubtful", "raw/risky"),
            consumer("page/fine", "mart/fine"),
            consumer("page/doubtful", "mart/doubtful"),
        ],
        executor=dg.in_process_executor,
    )
