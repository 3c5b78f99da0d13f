"""One region that a person backfills from Dagster's page; what hangs on it follows by itself."""

import pytest
from tests.weir.backfill.test_from_the_page import ended, launch
from tests.weir.regions.conftest import Shop
from tests.weir.regions.story import agree, changed, stamps
from tests.weir.toy.platform import Up, left

pytestmark = pytest.mark.slow


def test_one_region_is_made_again_and_so_is_what_hangs_on_it(shop: Shop) -> None:
    code, output = shop.weir("run")
    assert code == 0, output
    shop.busy = True
    before = stamps(shop)
    up = Up.start(shop)
    up.says("^ready in")
    shop.land("2026-01-02", "apac", 900)
    days = [f"2026-01-0{day}|apac" for day in (1, 2, 3)]
    backfill = launch(up, days, "raw/sales", "mart/sales", "mart/sales_by_vars")
    assert ended(up, backfill) == "COMPLETED_SUCCESS"
    total = "select cents from mart.total"
    up.until(lambda: shop.ask(total) == [str(16 * 10 + 2 * 900)], "the total never followed")
    found = changed(shop, before)
    assert found["sales"] == found["sales_by_vars"] == {f"2026-01-0{d},apac" for d in (1, 2, 3)}
    assert found["of_region"] == {"apac"}
    assert len(found["of_day"]) == 3
    agree(shop)
    assert up.stop() == 0
    assert left(shop) == []
