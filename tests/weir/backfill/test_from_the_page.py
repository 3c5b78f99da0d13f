"""A range that a person backfills from Dagster's page, under `weir up`: each day once, in order."""

from typing import Any

import pytest
from tests.weir.backfill.test_backfill import cents, made, run
from tests.weir.toy.platform import Up, left
from tests.weir.toy.project import Project

pytestmark = pytest.mark.slow

LAUNCH = """
mutation($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}
"""
STATUS = """
query($id: String!) { partitionBackfillOrError(backfillId: $id) {
  ... on PartitionBackfill { status error { message } }
} }
"""


def launch(up: Up, days: list[str], *assets: str) -> str:
    """Start a backfill as the page does; its id."""
    params: dict[str, Any] = {
        "assetSelection": [{"path": asset.split("/")} for asset in assets],
        "partitionNames": days,
    }
    answer = up.ask(LAUNCH, {"params": params})["launchPartitionBackfill"]
    assert answer["__typename"] == "LaunchBackfillSuccess", answer
    return str(answer["backfillId"])


def ended(up: Up, backfill: str) -> str:
    """Wait for a backfill's end; its status."""
    status = ""

    def over() -> bool:
        nonlocal status
        status = up.ask(STATUS, {"id": backfill})["partitionBackfillOrError"]["status"]
        return status.startswith("COMPLETED") or status in {"FAILED", "CANCELED"}

    up.until(over, "the backfill never ended")
    return status


def test_a_range_and_what_hangs_on_it_in_another_location(toy: Project) -> None:
    run(toy)
    (toy.folder / "price").write_text("10")
    up = Up.start(toy)
    up.says("^ready in")
    days = [f"2017-01-{day:02}" for day in (3, 4, 5, 7, 8, 9)]
    backfill = launch(up, days, "raw/days", "mart/total")
    assert ended(up, backfill) == "COMPLETED_SUCCESS"
    loads = ["load 2017-01-03 2017-01-05", "load 2017-01-07 2017-01-09"]
    *days_made, last = made(toy)
    assert sorted(days_made) == loads, "each day once; the two ranges are run side by side"
    assert last == "total added", "the total after all of them"
    assert cents(toy) == "84,30", "an incremental model is made anew by `weir backfill` only"
    assert up.stop() == 0
    assert left(toy) == []
