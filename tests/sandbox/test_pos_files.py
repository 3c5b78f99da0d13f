from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from sandbox.database import reading
from sandbox.world import World

DAY = "2017-01-03"


@pytest.fixture
def path(world: World) -> Path:
    return world.landing / f"pos/order_lines/order_lines_{DAY}.parquet"


def become(client: TestClient, state: str, **more: Any) -> None:
    answer = client.post(f"/__sandbox/pos/files/{DAY}", json={"state": state, **more})
    assert answer.status_code == 200, answer.text


def test_a_truncated_file_can_not_be_read(client: TestClient, path: Path) -> None:
    whole = path.stat().st_size
    become(client, "truncated")
    assert path.stat().st_size == whole // 2
    with pytest.raises(pa.ArrowInvalid):
        pq.read_table(path)


def test_an_empty_file_has_no_byte(client: TestClient, path: Path) -> None:
    become(client, "empty")
    assert path.read_bytes() == b""


def test_a_file_without_rows_still_has_its_columns(client: TestClient, path: Path) -> None:
    schema = pq.read_schema(path)
    become(client, "no_rows")
    found = pq.read_table(path)
    assert (found.num_rows, found.schema) == (0, schema)


def test_a_file_with_a_changed_type_says_money_as_text(client: TestClient, path: Path) -> None:
    before = pq.read_table(path)
    become(client, "changed_type")
    after = pq.read_table(path)
    assert after.schema.field("sales_cents").type == pa.string()
    assert after.column("sales_cents").cast(pa.int64()) == before.column("sales_cents")
    assert after.drop(["sales_cents"]) == before.drop(["sales_cents"])


def test_a_corrected_file_differs_in_one_price_and_the_shop_agrees(
    client: TestClient, world: World, path: Path
) -> None:
    before = pq.read_table(path)
    become(client, "corrected", add_cents=250)
    after = pq.read_table(path)
    difference = pa.compute.subtract(after["sales_cents"], before["sales_cents"]).to_pylist()
    assert difference == [250] + [0] * (before.num_rows - 1)
    order = after["order_id"][0].as_py()
    of_order = after.filter(pa.compute.equal(after["order_id"], order))
    with reading(world.database("shop")) as connection:
        total = connection.execute(
            "select total_cents from orders where order_id = ?", [order]
        ).fetchone()[0]
    assert total == pa.compute.sum(of_order["sales_cents"]).as_py()


def test_the_original_can_be_had_back_byte_for_byte(client: TestClient, path: Path) -> None:
    before = path.read_bytes()
    for state in ("changed_type", "missing", "original"):
        become(client, state)
        assert path.exists() is (state != "missing")
    assert path.read_bytes() == before


@pytest.mark.parametrize("day", ["2017-01-07", "2016-12-31"])
def test_a_day_without_a_file_is_an_error(client: TestClient, day: str) -> None:
    answer = client.post(f"/__sandbox/pos/files/{day}", json={"state": "empty"})
    assert answer.status_code == 404
