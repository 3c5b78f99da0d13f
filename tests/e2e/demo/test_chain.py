"""From source to dashboard and CRM: what one command promises, on the demo's data."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from tests.e2e.demo.conftest import Week
from tests.e2e.demo.platform import Platform

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_the_second_run_plans_loads_changes_and_sends_nothing(platform: Platform) -> None:
    marts, sent = platform.contents("mart"), platform.writes()
    assert len(sent) == 1027
    assert "nothing to do: 66 assets are up to date, and no source has anything new" in (
        platform.run()
    )
    assert platform.contents("mart") == marts
    assert platform.writes() == sent


def test_the_crm_holds_who_the_mart_says(platform: Platform) -> None:
    members = platform.published(
        "select weir_customer_id, audience from mart.mrt__customer__audiences"
    )
    held = {
        (identifier, audience)
        for identifier, contact in platform.contacts().items()
        for audience in ("win_back", "suppress_fatigued", "champions")
        if contact.get(f"weir_audience_{audience}") == "true"
    }
    assert held == set(members)
    assert len(held) == 1027


def test_what_changed_in_code_is_rebuilt_and_nothing_else(platform: Platform) -> None:
    models = platform.folder / "transform" / "models"
    revenue = next(models.rglob("mrt__finance__monthly_revenue.sql"))
    sql = revenue.read_text()
    revenue.write_text(f"-- a remark\n{sql}")
    assert platform.due() == {}
    revenue.write_text(sql.replace("from sales", "from sales as sales", 1))
    due = platform.due()
    assert due["mart/mrt__finance__monthly_revenue"] == "its code changed"
    assert set(due) == {"mart/mrt__finance__monthly_revenue", "dashboards/marketing_finance"}
    revenue.write_text(sql)
    test = platform.folder / "transform" / "tests" / "revenue_is_positive.sql"
    test.write_text(
        "select * from {{ ref('mrt__finance__monthly_revenue') }} where revenue__total_usd <= 0"
    )
    output = platform.run()
    assert "revenue_is_positive" in output
    assert "never run" in output
    assert "never materialized" not in output
    assert platform.due() == {}


def test_a_week_loads_a_week_and_sends_who_changed(first: Platform, week: Week) -> None:
    before, sent = first.contacts(), len(first.writes())
    lines = first.published("select count(*) from pos.order_lines")[0][0]
    assert "new at its source: 7 partitions (2017-12-01 … 2017-12-07)" in week.said
    added = week.platform.published(
        "select count(*), min(business_date)::varchar, max(business_date)::varchar "
        "from pos.order_lines where business_date > date '2017-11-30'"
    )[0]
    assert added[1:] == ("2017-12-01", "2017-12-07")
    total = week.platform.published("select count(*) from pos.order_lines")[0][0]
    assert total == lines + added[0]
    after = week.platform.contacts()
    changed = {k for k in after if after[k] != before.get(k)}
    assert changed
    assert {identifier for identifier, _ in week.platform.writes()[sent:]} == changed


def test_after_a_week_there_is_nothing_to_do(week: Week, tmp_path: Path) -> None:
    platform = week.platform.clone(tmp_path / "after")
    assert "nothing to do" in platform.run()
    assert platform.writes() == week.platform.writes()


def test_a_bad_mart_stops_its_own_dashboards_and_nobody_else(platform: Platform) -> None:
    test = platform.folder / "transform" / "tests" / "no_campaign_is_known.sql"
    test.write_text("select * from {{ ref('mrt__marketing__campaign_performance') }}")
    platform.tick(7)
    shown = platform.published("select max(as_of)::varchar from int.int__calendar__as_of")
    code, output = platform.weir("run")
    assert code == 1
    assert "no_campaign_is_known" in output
    assert "held back dashboards/campaign_detail" in output
    assert "held back dashboards/marketing_finance" not in output
    assert "held back audiences/" not in output
    assert "not published" in output
    assert platform.published("select max(as_of)::varchar from int.int__calendar__as_of") == shown
    test.unlink()
    due = platform.due()
    assert "dashboards/campaign_detail" in due
    assert "dashboards/marketing_finance" not in due
    platform.run()
    assert platform.published("select max(as_of)::varchar from int.int__calendar__as_of") != shown


@dataclass
class Read:
    """What readers saw while a run took up a month, the year's last.

    Attributes:
        before: exit code and output of the command that asks, before the run; likewise the others.
        reads: how often the published copy and the pages were read.
    """

    platform: Platform
    before: tuple[int, str]
    after: tuple[int, str] = (1, "")
    answers: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    reads: int = 0
    errors: list[str] = field(default_factory=list[str])


@pytest.fixture(scope="module")
def december(first: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A copy of the platform after its first run, for the month after it."""
    copy = first.clone(tmp_path_factory.mktemp("december") / "copy")
    yield copy
    copy.end()


@pytest.fixture(scope="module")
def read_meanwhile(december: Platform) -> Read:
    sql = "select sum(orders) as orders from mrt__finance__monthly_revenue"
    asked = ("sql", "-c", sql, "--format", "csv")
    found = Read(december, december.weir(*asked))
    december.tick(31)
    run = december.start("run")
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            found.answers.append(december.weir(*asked))
            time.sleep(0.5)  # else the readers take a processor from the run

    def read() -> None:
        pages = december.state / "dashboards"
        while not stop.is_set():
            try:
                december.published(
                    "select count(*), sum(orders) from mart.mrt__finance__monthly_revenue"
                )
                for page in pages.glob("*.html"):
                    assert page.read_text().rstrip().endswith("</html>")
                found.reads += 1
                time.sleep(0.05)
            except (duckdb.Error, AssertionError, OSError) as error:
                found.errors.append(repr(error))

    readers = [threading.Thread(target=what) for what in (read, read, ask)]
    for reader in readers:
        reader.start()
    output, _ = run.communicate(timeout=600)
    stop.set()
    for reader in readers:
        reader.join()
    assert run.returncode == 0, output
    found.after = december.weir(*asked)
    return found


def test_readers_never_fail_while_a_run_writes(read_meanwhile: Read) -> None:
    found = read_meanwhile
    assert found.errors == []
    assert found.reads > 50
    assert found.before[0] == found.after[0] == 0, (found.before, found.after)
    assert found.before != found.after, "the month has orders"
    assert len(found.answers) >= 10
    seen = set(found.answers)
    assert seen <= {found.before, found.after}, "the command must answer as people see it"


def test_the_year_s_end_is_what_the_receipts_say(read_meanwhile: Read) -> None:
    revenue = read_meanwhile.platform.published(
        "select sum(revenue__total_usd)::varchar from mart.mrt__finance__monthly_revenue"
    )
    assert revenue == [("4596039.58",)]
    closed = read_meanwhile.platform.published(
        "select d::varchar from range(date '2017-01-01', date '2018-01-01', interval 1 day) t(d) "
        "where d::date not in (select ordered_on from int.int__shop__order_values)"
    )
    assert [day[:10] for (day,) in closed] == ["2017-12-25"]
    outside = read_meanwhile.platform.published(
        "select count(*) from int.int__loyalty__events e join loyalty.campaigns c "
        "using (campaign_id) where e.event = 'redemption' "
        "and e.occurred_on not between c.start_date and c.end_date"
    )
    assert outside == [(0,)]
    spend = read_meanwhile.platform.published(
        "select (select sum(spend_usd) from mart.mrt__marketing__daily_spend "
        "where channel = 'Google Ads') "
        "- (select round(sum(cost_micros) / 1e6, 2) from google_ads.campaign_stats)"
    )
    assert float(spend[0][0]) == pytest.approx(0, abs=0.005)


def test_the_pages_are_where_the_run_says(first: Platform) -> None:
    pages = {path.name for path in Path(first.state / "dashboards").glob("*.html")}
    assert pages == {
        "index.html",
        "marketing_finance.html",
        "campaign_detail.html",
        "customer_health.html",
    }
