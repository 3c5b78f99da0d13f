"""All dlt sources by plain dlt, in one script, with the checks that ours have as plain SQL."""

from collections.abc import Callable, Mapping
from typing import Any

import dlt
import pyarrow as pa
import yaml

from ingestion.defs.ecb.source import ecb
from ingestion.defs.loyalty.source import loyalty
from ingestion.defs.shop.source import shop
from weir.columns import conform
from weir.home import find_project, home
from weir.landing import Intake, Landing
from weir.landing.source import landing_source
from weir.warehouse import Session, open_warehouse

DEFS = find_project() / "ingestion" / "src" / "ingestion" / "defs"
Tables = Mapping[str, Mapping[str, Any]]


def main() -> None:
    """Load, then check."""
    dlt.config["normalize.parquet_normalizer.add_dlt_load_id"] = True
    with open_warehouse().session("bare"):
        pass  # makes the file
    loaded = {name: _tables(name) for name in ("circulars", "ecb", "loyalty", "pos", "shop")}
    for name, tables in loaded.items():
        _load(name, tables)
    with open_warehouse().session("bare") as session:
        for name, tables in loaded.items():
            _check(session, name, tables)


def _tables(name: str) -> Tables:
    attributes = yaml.safe_load((DEFS / name / "defs.yaml").read_text())["attributes"]
    return attributes["tables"]


def _load(name: str, tables: Tables) -> None:
    source = _source(name, tables)
    for table, declared in tables.items():
        source.resources[table].apply_hints(**_hints(declared))
        source.resources[table].add_map(_conformer(table, declared["columns"]))
    pipeline = dlt.pipeline(
        name,
        destination=open_warehouse().dlt_destination(),
        dataset_name=name,
        pipelines_dir=str(home().state / "dlt"),
    )
    pipeline.run(source).raise_on_failed_jobs()


def _source(name: str, tables: Tables) -> Any:
    files = {
        table: Intake(Landing(declared["files"]), declared["columns"])
        for table, declared in tables.items()
        if "files" in declared
    }
    match name:
        case "shop":
            return shop()
        case "loyalty":
            return loyalty()
        case "ecb":
            return ecb(**files)
        case _:
            return landing_source(name, files)


def _conformer(table: str, columns: Mapping[str, str]) -> Callable[[Any], pa.Table]:
    def conformed(rows: Any) -> pa.Table:
        batch = isinstance(rows, pa.RecordBatch)
        return conform(pa.Table.from_batches([rows]) if batch else rows, columns, table)

    return conformed


def _hints(declared: Mapping[str, Any]) -> dict[str, Any]:
    times = [column for column, kind in declared["columns"].items() if kind == "TIMESTAMP"]
    columns = {column: {"name": column, "timezone": False, "precision": 6} for column in times}
    if gone := declared.get("hard_delete"):
        columns[gone]["hard_delete"] = True
    keys = {k: declared[k] for k in ("primary_key", "merge_key") if k in declared}
    if "files" in declared:  # nothing of them is there yet
        return {"write_disposition": "append", "columns": columns}
    disposition = declared.get("write_disposition", "merge")
    return {"write_disposition": disposition, "columns": columns, **keys}


def _check(session: Session, dataset: str, tables: Tables) -> None:
    for table, declared in tables.items():
        name = f"{dataset}.{table}"
        assert session.rows(f"select count(*) from {name}")[0][0] or declared.get("allow_empty")
        if keys := declared.get("primary_key"):
            listed = keys if isinstance(keys, str) else ", ".join(keys)
            doubled = f"select {listed} from {name} group by all having count(*) > 1 limit 1"
            assert not session.rows(doubled), name


if __name__ == "__main__":
    main()
