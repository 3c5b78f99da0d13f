"""Each table of a connection has checks that stop its consumers, and that run without a sync."""

from typing import Any

import dagster as dg
import pytest
from tests.weir.components.fivetran.conftest import Step, declared, message, metadata, rows

from sandbox.fivetran.testing import Account
from weir.graph.describe import describe
from weir.warehouse import open_warehouse

TABLES = ["account_history", "campaign_history", "campaign_stats"]


@pytest.fixture
def step(connected: Account) -> Step:
    return Step(declared("google_ads"))


def judged(result: dg.ExecuteInProcessResult) -> dict[str, tuple[bool, str]]:
    return {
        f"{e.asset_key.path[1]}:{e.check_name}": (e.passed, e.description or "")
        for e in result.get_asset_check_evaluations()
    }


def alone(step: Step, selection: dg.AssetSelection) -> dg.ExecuteInProcessResult:
    job = dg.define_asset_job("chosen", selection, executor_def=dg.in_process_executor)
    made = dg.Definitions(assets=[step.assets], jobs=[job]).resolve_job_def("chosen")
    return made.execute_in_process(instance=step.instance, raise_on_error=False)


def altered(*statements: str) -> None:
    with open_warehouse().session("test") as session:
        for statement in statements:
            session.execute(statement)


def test_every_table_is_checked_by_the_sync_that_loads_it(step: Step) -> None:
    result = step.run()
    assert result.success, message(result)
    assert judged(result) == {
        f"{table}:{kind}": (True, "")
        for table in TABLES
        for kind in ("declared_columns", "not_empty")
    }


def test_the_checks_alone_see_what_changed_and_sync_nothing(step: Step, connected: Account) -> None:
    step.made()
    synced = connected.show("conn_google_ads")["succeeded_at"]
    altered(
        "alter table google_ads.campaign_stats alter clicks type varchar",
        "truncate google_ads.campaign_history",
        "drop table google_ads.account_history",
    )
    result = alone(step, dg.AssetSelection.all_asset_checks())
    assert metadata(result) == {}
    assert connected.show("conn_google_ads")["succeeded_at"] == synced
    gone = (False, "the table google_ads.account_history is missing")
    wrong = "column clicks changed its type: string arrived, BIGINT is declared"
    assert judged(result) == {
        "account_history:declared_columns": gone,
        "account_history:not_empty": gone,
        "campaign_history:declared_columns": (True, ""),
        "campaign_history:not_empty": (False, "the table has no rows"),
        "campaign_stats:declared_columns": (False, wrong),
        "campaign_stats:not_empty": (True, ""),
    }


def test_a_bad_table_stands_failed_while_the_others_are_loaded(step: Step) -> None:
    step.made()
    altered("alter table google_ads.campaign_stats add column later bigint")
    tables = step.attributes["tables"]
    columns = {**tables["campaign_stats"]["columns"], "later": "VARCHAR"}
    tables["campaign_stats"] = {**tables["campaign_stats"], "columns": columns}
    result = step.run()
    assert not result.success
    assert "google_ads.campaign_stats: column later changed its type" in message(result)
    assert set(metadata(result)) == {"account_history", "campaign_history"}
    failed = {name for name, (passed, _) in judged(result).items() if not passed}
    assert failed == {"campaign_stats:declared_columns"}
    assert len(judged(result)) == 6


def test_a_table_that_may_be_empty_is_not_asked_for_rows(connected: Account) -> None:
    tables = declared("google_ads")["tables"]
    tables["account_history"]["allow_empty"] = True
    step = Step(declared("google_ads", tables=tables))
    step.made()
    altered("truncate google_ads.account_history")
    found = judged(alone(step, dg.AssetSelection.all_asset_checks()))
    assert found["account_history:declared_columns"] == (True, "")
    assert "account_history:not_empty" not in found


def test_a_person_s_choice_of_one_table_reports_that_one_alone(step: Step) -> None:
    chosen = dg.AssetSelection.assets(["google_ads", "campaign_stats"])
    result = alone(step, chosen)
    assert result.success, message(result)
    assert set(metadata(result)) == {"campaign_stats"}
    assert rows("select count(*) > 0 from google_ads.account_history") == [(True,)]


def test_the_plan_takes_a_connection_s_tables_together_and_its_checks_apart(step: Step) -> None:
    found: dict[str, Any] = describe("ingestion", dg.Definitions(assets=[step.assets]))
    keys = tuple(f"google_ads/{table}" for table in TABLES)
    assert {asset["together"] for asset in found["assets"]} == {keys}
    assert {check["together"] for check in found["checks"]} == {()}
    assert {check["blocking"] for check in found["checks"]} == {True}
