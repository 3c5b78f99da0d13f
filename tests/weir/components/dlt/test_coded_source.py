"""A source with code of its own: cursors, keys, contracts and what becomes of deleted rows."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.weir.components.dlt.location import Location, explanation, facts, judged, sql

COLUMNS = {"item": "BIGINT", "label": "VARCHAR", "changed": "BIGINT", "gone": "BOOLEAN"}
SOURCE = """
    import json, os
    from pathlib import Path
    import dlt, pyarrow as pa

    def rows():
        return json.loads(Path(os.environ["TILL"]).read_text())

    @dlt.source(name="till")
    def till():
        def lines(changed=dlt.sources.incremental("changed", primary_key=())):
            found = [r for r in rows() if r["changed"] >= (changed.start_value or 0)]
            if found:
                yield pa.Table.from_pylist(found)
        def others():
            yield pa.table({"item": [1]})
        return [dlt.resource(lines, name="lines"), dlt.resource(others, name="others")]

    def probe(table):
        return Path(os.environ["TILL"]).read_text()
"""
TABLE = {"columns": COLUMNS, "primary_key": "item", "hard_delete": "gone"}
LINES = "select item, label from till.lines order by item"


@pytest.fixture
def till(location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Location:
    monkeypatch.setenv("TILL", str(tmp_path / "till.json"))
    declare(location, TABLE)
    return location


def declare(location: Location, table: dict[str, Any]) -> None:
    location.declare(table, code=SOURCE, source=".source:till", probe=".source:probe")


def row(item: int, label: str | None, changed: int, *, gone: bool | None = False) -> dict[str, Any]:
    return {"item": item, "label": label, "changed": changed, "gone": gone}


def holds(till: Location, *rows: dict[str, Any]) -> None:
    (till.landing.parent / "till.json").write_text(json.dumps(rows))


def test_changed_rows_are_merged_and_deleted_ones_go(till: Location) -> None:
    holds(till, row(1, "a", 1), row(2, "b", 2))
    first = till.run()
    assert first.success, explanation(first)
    holds(till, row(1, "a", 1), row(2, "B", 3), row(3, "c", 3), row(1, "a", 4, gone=True))
    second = till.run()
    assert second.success
    assert sql(LINES) == [(2, "B"), (3, "c")]
    assert facts(second)["rows_loaded"] == 3
    assert facts(second)["dagster/row_count"] == 2
    assert facts(second)["weir/probe"] != facts(first)["weir/probe"]


def test_a_load_of_no_new_rows_succeeds_and_says_so(till: Location) -> None:
    holds(till, row(1, "a", 1))
    assert till.run().success
    holds(till)
    again = till.run()
    assert again.success, explanation(again)
    assert facts(again)["rows_loaded"] == 0
    assert facts(again)["dagster/row_count"] == 1
    assert facts(again)["dagster/table_name"] == "till.lines"


def test_a_source_that_never_had_a_row_makes_an_empty_table_and_fails_its_check(
    till: Location,
) -> None:
    holds(till)
    result = till.run()
    assert not result.success
    assert judged(result)["not_empty"] is False
    assert sql(LINES) == []
    holds(till, row(1, "a", 1))
    assert till.run().success
    assert sql(LINES) == [(1, "a")]


def test_an_empty_table_is_fine_where_that_is_declared(till: Location) -> None:
    declare(till, {**TABLE, "allow_empty": True})
    holds(till)
    assert till.run().success
    holds(till, row(1, "a", 1))
    assert till.run().success
    assert till.run().success
    assert sql(LINES) == [(1, "a")]


def test_arrow_loads_carry_their_load_id(till: Location) -> None:
    holds(till, row(1, "a", 1))
    assert till.run().success
    joined = "select count(*) from till.lines join till._dlt_loads l on l.load_id = _dlt_load_id"
    assert sql(joined) == [(1,)]


def test_a_changed_type_is_refused_before_anything_is_written(till: Location) -> None:
    holds(till, row(1, "a", 1))
    assert till.run().success
    holds(till, {**row(2, "b", 2), "label": 7})
    result = till.run()
    message = explanation(result)
    assert "column label changed its type: int64 arrived, VARCHAR is declared" in message
    assert "till.lines" in message
    assert "declare the new type" in message
    assert sql(LINES) == [(1, "a")]


def test_a_bad_load_does_not_poison_the_next_one(till: Location) -> None:
    holds(till, {**row(1, "a", 1), "label": 7})
    assert not till.run().success
    holds(till, row(1, "a", 1))
    result = till.run()
    assert result.success, explanation(result)
    assert sql(LINES) == [(1, "a")]


def test_a_declared_column_that_does_not_arrive_is_an_error(till: Location) -> None:
    found = row(1, "a", 1)
    del found["label"]
    holds(till, found)
    assert "declared columns are missing: label" in explanation(till.run())


def test_rows_with_one_key_twice_fail_the_check_and_are_named(till: Location) -> None:
    declare(till, {**TABLE, "write_disposition": "replace", "hard_delete": None})
    holds(till, row(7, "a", 1), row(7, "b", 1), row(8, "c", 1))
    result = till.run()
    assert not result.success
    failed = next(e for e in result.get_asset_check_evaluations() if not e.passed)
    assert failed.check_name == "primary_key"
    assert failed.metadata["doubled_keys"].value == [{"item": "7", "rows": "2"}]


def test_replace_follows_deletions(till: Location) -> None:
    declare(till, {"columns": COLUMNS, "primary_key": "item", "write_disposition": "replace"})
    holds(till, row(1, "a", 1), row(2, "b", 1))
    assert till.run().success
    holds(till, row(2, "b", 1))
    assert till.run().success
    assert sql(LINES) == [(2, "b")]


def test_a_full_refresh_reads_the_source_from_the_start(till: Location) -> None:
    holds(till, row(1, "a", 1), row(2, "b", 5))
    assert till.run().success
    holds(till, row(1, "changed in secret", 1), row(2, "b", 5))
    assert till.run().success
    assert sql(LINES) == [(1, "a"), (2, "b")]
    assert till.run(full=True).success
    assert sql(LINES) == [(1, "changed in secret"), (2, "b")]


def test_no_cursor_outlives_its_rows(till: Location) -> None:
    from weir.warehouse import open_warehouse

    holds(till, row(1, "a", 1), row(2, "b", 5))
    assert till.run().success
    for loss in ("drop table till.lines", "delete from till.lines"):
        with open_warehouse().session("test") as session:
            session.execute(loss)
        assert till.run().success
        assert sql(LINES) == [(1, "a"), (2, "b")]


def test_rows_that_are_not_arrow_are_refused(till: Location) -> None:
    holds(till, row(1, "a", 1))
    code = (till.folder / "source.py").read_text()
    (till.folder / "source.py").write_text(code.replace("pa.Table.from_pylist(found)", "found"))
    assert "not Arrow tables" in explanation(till.run())


def test_a_table_that_the_source_does_not_yield_is_named(till: Location) -> None:
    holds(till, row(1, "a", 1))
    code = (till.folder / "source.py").read_text()
    (till.folder / "source.py").write_text(code.replace('name="lines"', 'name="rows"'))
    assert "yields no table 'lines', only rows, others" in explanation(till.run())


def test_checks_run_without_a_load(till: Location) -> None:
    holds(till, row(1, "a", 1))
    missing = till.run(only_checks=True)
    assert not missing.success
    assert judged(missing) == {"primary_key": False, "not_empty": False}
    assert till.run().success
    alone = till.run(only_checks=True)
    assert alone.success
    assert judged(alone) == {"primary_key": True, "not_empty": True}
    assert not alone.asset_materializations_for_node("load_till")
