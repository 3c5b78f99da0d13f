"""A dbt project that is not ours loads and builds as it is: only `defs.yaml` says what it is."""

from typing import Any

from tests.weir.components.dbt import foreign
from tests.weir.components.dbt.conftest import Ran, component

from weir.warehouse import open_warehouse

SHOP: dict[str, Any] = {"project": "transform"}
LIBRARY: dict[str, Any] = {**SHOP, "external_sources": ["crm"], "unknown_meta": "warn"}
SHOP_TABLES = {"stg_orders", "stg_customers", "raw_orders", "raw_customers", "customers"}


def load_members() -> None:
    with open_warehouse().session("test") as session:
        session.replace_table(
            ("crm_export", "member_export"),
            "select range::integer as member_id, date '2025-01-01' as joined_on from range(500)",
        )


def results(ran: Ran) -> dict[str, bool]:
    return {name: check.passed for name, check in ran.checks.items()}


def test_a_project_without_schemas_builds_into_the_platforms_warehouse(moved_in) -> None:
    place = moved_in("corner_shop")
    ran = place.run(definitions=component(SHOP))
    assert ran.success, ran.message
    assert ran.made == {f"analytics/{name}" for name in SHOP_TABLES} | {"shop/orders"}
    spent = place.rows("select name, spent from analytics.customers order by name")
    assert [(name, float(total)) for name, total in spent] == [
        ("Ada", 10.5),
        ("Bo", 7.25),
        ("Cy", 1),
    ]
    assert ran.facts["shop/orders"]["dagster/row_count"] == 3
    assert ran.facts["shop/orders"]["dagster/table_name"] == "analytics.orders"
    assert not list(place.folder.glob("*.duckdb")), "its own profile leads elsewhere"
    assert results(ran) == {
        "analytics/customers:unique_customer_id": True,
        "analytics/customers:not_null_customer_id": True,
        "shop/orders:unique_order_id": True,
        "shop/orders:relationships_customer_id": True,
    }


def test_a_project_with_all_sorts_of_things_builds(moved_in, caplog) -> None:
    place = moved_in("library")
    load_members()
    ran = place.run(definitions=component(LIBRARY))
    assert ran.success, ran.message
    assert ran.made == {
        "analytics/kit_calendar",
        "analytics/kit_weekdays",
        "analytics_history/books_history",
        "analytics_marts/fct_loans_v1",
        "analytics_marts/fct_loans_v2",
        "analytics_marts/member_days",
        "analytics_marts/reading_by_book",
        "analytics_raw/books",
        "analytics_raw/loans",
        "analytics_staging/stg_books",
        "analytics_staging/stg_loans",
        "analytics_staging/stg_members",
    }
    assert ran.facts["analytics_raw/loans"]["dagster/row_count"] == 10_000
    loans = [foreign.loan(number) for number in range(foreign.LOANS)]
    days: dict[int, int] = {}
    for _, _, member, lent, returned in loans:
        days[member] = days.get(member, 0) + (returned - lent).days
    made = place.rows("select member_id, days from analytics_marts.member_days")
    assert {member: int(total) for member, total in made} == days
    reading = place.rows("select sum(loans), sum(days) from analytics_marts.reading_by_book")
    assert [(int(n), int(d)) for n, d in reading] == [(10_000, sum(days.values()))]
    assert place.rows(
        "select count(*), count(dbt_valid_to) from analytics_history.books_history"
    ) == [(3, 0)]
    assert place.rows("select count(*) from analytics.kit_calendar") == [(7,)]
    said = [what for (what,) in place.rows("select what from analytics.run_log order by noted_at")]
    assert (said[-1], said.count("fct_loans_v2")) == ("end", 1)
    assert results(ran) == {
        "analytics_staging/stg_loans:unique_loan_id": True,
        "analytics_staging/stg_loans:not_null_loan_id": True,
        "analytics_staging/stg_loans:at_least_days": True,
        "analytics_staging/stg_loans:no_loan_ends_before_it_begins": True,
        "analytics_marts/fct_loans_v1:unique_loan_id": True,
        "analytics_marts/fct_loans_v2:unique_loan_id": True,
        "analytics_marts/member_days:not_null_member_id": True,
        "analytics_staging/stg_members:every_reader_is_a_member": True,
        "analytics_marts/reading_by_book:days_are_added_up": True,
        "crm_export/member_export:unique_member_id": True,
    }
    assert "stg_members: meta.dagster.colour: unknown key 'colour'" in caplog.text
