"""Date and region from the loader to the marts: one region is loaded, re-run and backfilled alone.

The tests are steps of one story: each goes on from where the one before it stopped.
"""

import pytest
from tests.weir.regions.conftest import Shop
from tests.weir.regions.story import LINES, agree, changed, stamps

pytestmark = pytest.mark.slow


def test_everything_that_landed_is_made(shop: Shop) -> None:
    code, output = shop.weir("run")
    assert code == 0, output
    assert len(shop.ask(LINES.format("raw.sales"))) == 18
    agree(shop)


def test_one_region_that_landed_is_loaded_and_made_alone(shop: Shop) -> None:
    before = stamps(shop)
    shop.land("2026-01-04", "amer", 700)
    shop.land("2026-01-03", "amer", 500)  # replaced
    code, output = shop.weir("run")
    assert code == 0, output
    assert changed(shop, before) == {
        "sales": {"2026-01-03,amer", "2026-01-04,amer"},
        "sales_by_vars": {"2026-01-03,amer", "2026-01-04,amer"},
        "of_region": {"amer"},
        "of_day": {"2026-01-03", "2026-01-04"},
    }
    agree(shop)


def test_one_region_is_backfilled_alone(shop: Shop) -> None:
    before = stamps(shop)
    words = ("backfill", "--select", "raw/sales+", "--from", "2026-01-01", "--to", "2026-01-04")
    code, output = shop.weir(*words, "--partition", "region=emea")
    assert code == 0, output
    days = {"2026-01-01", "2026-01-02", "2026-01-03"}  # of the fourth nothing has landed
    found = changed(shop, before)
    assert found["sales"] == found["sales_by_vars"] == {f"{day},emea" for day in days}
    assert found["of_region"] == {"emea"}
    assert found["of_day"] == days
    agree(shop)
    code, output = shop.weir("run", "--plan")
    assert "nothing to do" in output, output


def test_a_table_without_days_is_backfilled_by_region(shop: Shop) -> None:
    before = stamps(shop)
    words = ("backfill", "--select", "of_region", "--partition", "region=apac")
    code, output = shop.weir(*words)
    assert code == 0, output
    assert {t: f for t, f in changed(shop, before).items() if f} == {"of_region": {"apac"}}
    agree(shop)


def test_a_view_that_changed_while_a_region_landed_hides_no_row(shop: Shop) -> None:
    """All partitions are made, in several runs: the models not before what they read."""
    view = "select * from {{ source('raw', 'sales') }} where id >= 0"
    (shop.folder / "transform/models/base__sales.sql").write_text(view)
    shop.land("2026-01-04", "apac", 300)
    code, output = shop.weir("run")
    assert code == 0, output
    assert len(shop.ask(LINES.format("raw.sales"))) == 22
    agree(shop)


def test_everything_again_is_what_it_was_and_what_landed_meanwhile(shop: Shop) -> None:
    shop.land("2026-01-05", "emea", 900)
    code, output = shop.weir("run", "--all")
    assert code == 0, output
    assert len(shop.ask(LINES.format("raw.sales"))) == 24
    agree(shop)


def test_a_region_that_nobody_declared_is_refused(shop: Shop) -> None:
    words = ("--from", "2026-01-01", "--to", "2026-01-02", "--partition", "region=eema")
    code, output = shop.weir("backfill", "--select", "mart/sales", *words)
    assert code == 1
    assert "'eema' is no region; did you mean 'emea'?" in " ".join(output.split())
