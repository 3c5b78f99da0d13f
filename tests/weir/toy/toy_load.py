"""Loads two tables in one step; a file named `bad` makes the check of one of them fail."""

import os
from pathlib import Path

import dagster as dg

from weir import gate
from weir.errors import WeirError
from weir.warehouse import open_warehouse

HERE = Path(os.environ["TOY"])


def news() -> str:
    if (HERE / "mute").exists():
        raise WeirError("the toy's source can't be reached", fix="remove the file `mute`")
    return (HERE / "news").read_text()


def made(key: str) -> dg.MaterializeResult:
    warehouse = open_warehouse()
    dataset, table = key.split("/")
    with warehouse.session("toy") as session:
        rows, value = 0 if (HERE / f"empty_{table}").exists() else 2, "range"
        if (HERE / f"rows_{table}").exists():
            rows, value = int((HERE / f"rows_{table}").read_text()), "hash(range)"  # no compressing
        session.replace_table((dataset, table), f"select {value} as a from range({rows})")
    facts = {
        "dagster/row_count": rows,
        "dagster/table_name": key,
        "weir/warehouse": warehouse.identity(),
        "weir/probe": news(),
    }
    return dg.MaterializeResult(asset_key=key.split("/"), metadata=facts)


def spec(key: str, **more: object) -> dg.AssetSpec:
    probe = {"weir/probe": {"call": "toy_load:news", "arguments": {}}}
    return dg.AssetSpec(
        key.split("/"), code_version="1", owners=["team:load"], metadata=probe, **more
    )


@dg.multi_asset(
    specs=[spec("raw/good"), spec("raw/risky")],
    check_specs=[
        dg.AssetCheckSpec(
            "sound", asset=["raw", "risky"], blocking=True, metadata={"weir/fingerprint": "c"}
        )
    ],
)
def load(context: dg.AssetExecutionContext):
    if (HERE / "broken").exists():
        raise dg.Failure("the source is gone", allow_retries=False)
    yield made("raw/good")
    yield made("raw/risky")
    if (HERE / "slow").exists():
        import time

        (HERE / "in_the_middle").touch()
        time.sleep(60)
    yield dg.AssetCheckResult(
        asset_key=["raw", "risky"],
        check_name="sound",
        passed=not (HERE / "bad").exists(),
        metadata={"weir/fingerprint": "c"},
    )


def consumer(key: str, *deps: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=key.split("/"),
        deps=[dep.split("/") for dep in deps],
        code_version="1",
        name=None,
        owners=["team:mart"],
    )
    def one(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        for reason in gate.withheld(context).values():
            raise dg.Failure(reason, allow_retries=False)
        return made(key)

    return one


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[load], executor=dg.in_process_executor)
