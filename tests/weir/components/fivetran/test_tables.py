"""What is declared, what the connection is set up for and what has arrived must agree."""

from typing import Any

import pytest
from tests.weir.components.fivetran.conftest import Step, declared, message, metadata, rows

from sandbox.fivetran.testing import Account
from weir.warehouse import open_warehouse

GOOGLE, META = "conn_google_ads", "conn_facebook_ads"
EXTRA = {"description": "More.", "columns": {"id": "BIGINT", "_fivetran_synced": "TIMESTAMP"}}


def attributes(name: str = "google_ads", **tables: Any) -> dict[str, Any]:
    known = declared(name)
    return {**known, "tables": {**known["tables"], **tables}}


@pytest.fixture(autouse=True)
def ready(connected: Account) -> None:
    connected.settled(META)


def test_a_table_switched_on_but_never_loaded_is_an_error_and_the_others_are_reported(
    connected: Account,
) -> None:
    connected.change(GOOGLE, never_loaded="keyword_stats")
    result = Step(attributes(keyword_stats=EXTRA)).run()
    assert not result.success
    said = message(result)
    assert "google_ads.keyword_stats: it is switched on in Fivetran, but was never loaded" in said
    assert set(metadata(result)) == {"account_history", "campaign_history", "campaign_stats"}


def test_a_table_without_rows_is_an_error_unless_its_declaration_allows_it() -> None:
    Step(attributes()).made()
    with open_warehouse().session("test") as session:
        session.execute("create table google_ads.empty as select * from google_ads.account_history")
        session.execute("truncate google_ads.empty")
        session.execute("drop table google_ads.account_history")
        session.execute("alter table google_ads.empty rename to account_history")
    said = Step(attributes()).refused()
    assert (
        "google_ads.account_history: it has no rows, which its declaration does not allow" in said
    )
    allowed = {**declared("google_ads")["tables"]["account_history"], "allow_empty": True}
    made = Step(attributes(account_history=allowed)).made()
    assert made["account_history"]["dagster/row_count"] == 0


def test_a_table_that_the_connection_does_not_have_is_an_error_with_a_suggestion() -> None:
    said = Step(attributes(campaign_stat=EXTRA)).refused()
    assert "campaign_stat: the connection has no such table (did you mean campaign_stats?)" in said


def test_a_table_switched_off_in_fivetran_is_an_error() -> None:
    said = Step(attributes("facebook_ads", basic_ad_actions=EXTRA)).refused()
    assert "facebook_ads.basic_ad_actions: it is switched off in Fivetran" in said


def test_a_table_that_nobody_declared_is_reported(connected: Account) -> None:
    known = attributes()
    del known["tables"]["account_history"]
    made = Step(known).made()
    assert made["campaign_stats"]["fivetran/undeclared_tables"] == ["account_history"]


def test_a_missing_column_and_a_changed_type_are_errors_and_an_extra_column_is_reported() -> None:
    known = declared("google_ads")["tables"]
    history = {**known["campaign_history"]["columns"], "budget": "BIGINT"}
    stats = {**known["campaign_stats"]["columns"], "clicks": "VARCHAR"}
    account = {k: v for k, v in known["account_history"]["columns"].items() if k != "hidden"}
    result = Step(
        attributes(
            campaign_history={**known["campaign_history"], "columns": history},
            campaign_stats={**known["campaign_stats"], "columns": stats},
            account_history={**known["account_history"], "columns": account},
        )
    ).run()
    said = message(result)
    assert "campaign_history: declared columns are missing: budget" in said
    assert "campaign_stats: column clicks changed its type" in said
    assert metadata(result)["account_history"]["weir/undeclared_columns"] == ["hidden"]


def test_a_connection_that_loads_into_another_dataset_is_refused() -> None:
    known = {**declared("google_ads"), "dataset": "google"}
    said = Step(known).refused()
    assert "the connection loads into google_ads, not into google" in said


def test_an_unknown_connection_is_answered_with_those_that_exist(
    connected: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.add(1005)  # more than one page
    monkeypatch.setenv("FIVETRAN_GOOGLE_ADS_CONNECTION", "more_10004")
    said = Step(declared("google_ads")).refused()
    assert "knows no connection 'more_10004'; the API key sees more_1004 (google_sheets)" in said


def test_rows_of_the_warehouse_are_what_is_counted() -> None:
    made = Step(declared("facebook_ads")).made()
    for name, facts in made.items():
        assert rows(f"select count(*) from facebook_ads.{name}") == [(facts["dagster/row_count"],)]
    assert set(made) == set(declared("facebook_ads")["tables"])
