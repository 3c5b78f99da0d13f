"""A dashboard's page: whatever fails, readers keep the old page, whole."""

import shutil
from pathlib import Path

import dagster as dg
import pytest
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held
from tests.weir.components.lookml.test_dashboards import KEY, facts, root, run  # noqa: F401

from weir.home import home
from weir.warehouse import open_warehouse

EDGE = "dashboard page"
STOPPED = "the page; readers keep the old one"
AS_BEFORE = "the page is byte for byte the old one, and no half page lies beside it"


class Page:
    """The drawn page of a small dashboard."""

    def __init__(self, root: Path) -> None:  # noqa: F811 - a fixture's name
        self.root = root
        self.instance = dg.DagsterInstance.ephemeral()
        self.path = Path(facts(run(root, self.instance))["path"])
        self.before = self.path.read_bytes()
        self.beside = sorted(self.path.parent.iterdir())

    def change(self, sql: str) -> None:
        with open_warehouse().session("test") as session:
            session.execute(sql)

    def draw(self) -> dg.ExecuteInProcessResult:
        return run(self.root, self.instance, [KEY])

    def refused(self, told: Told) -> None:
        """Drawing fails with the words, and the old page stays."""
        result = self.draw()
        assert not result.success
        data = result.failure_data_for_node("dashboards__shops")
        assert data is not None
        failure = data.user_failure_data
        told((failure.description if failure else None) or str(data.error))
        assert self.path.read_bytes() == self.before
        assert sorted(self.path.parent.iterdir()) == self.beside


@pytest.fixture
def page(root: Path) -> Page:  # noqa: F811 - a fixture
    return Page(root)


@cell(
    EDGE,
    "dropped column",
    sees="sales.revenue reads mart.sales.revenue, which does not exist … sales.view.lkml:15 … "
    "fix:   use one of: day, income",
    stopped=STOPPED,
    proof=AS_BEFORE,
)
def test_a_column_that_is_gone(page: Page, told: Told) -> None:
    page.change("alter table mart.sales rename revenue to income")
    page.refused(told)


@cell(
    EDGE,
    "wrong type",
    sees="tile recent: its query failed: Binder Error: No function matches",
    stopped=STOPPED,
    proof=AS_BEFORE,
)
def test_a_number_that_became_text(page: Page, told: Told) -> None:
    page.change("alter table mart.sales alter revenue type varchar")
    page.refused(told)


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="a column that no view reads changes nothing in the page's 15 rows",
)
def test_a_column_that_nobody_reads(page: Page, told: Told) -> None:
    page.change("alter table mart.sales add column till bigint default 3")
    result = page.draw()
    told.nothing(result.success)
    assert facts(result)["dagster/row_count"] == 15


@cell(
    EDGE,
    "empty load",
    sees="tile recent has no data … shops.dashboard.lookml:",
    stopped=STOPPED,
    proof=AS_BEFORE,
)
def test_a_mart_without_rows(page: Page, told: Told) -> None:
    page.change("delete from mart.sales")
    page.refused(told)


@cell(
    EDGE,
    "duplicate rows",
    sees="2 rows say which day counts as today, instead of one … int.today",
    stopped=STOPPED,
    proof=f"two days that count as today; {AS_BEFORE}",
)
def test_two_days_that_count_as_today(page: Page, told: Told) -> None:
    page.change("insert into int.today values (date '2017-12-02')")
    page.refused(told)


@cell(
    EDGE,
    "disk full",
    sees="the page could not be written: No space left on device",
    stopped=STOPPED,
    proof=AS_BEFORE,
)
def test_a_disk_without_room(page: Page, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("weir.lookml.publish.os.fsync", full)
        page.refused(told)
    assert page.draw().success


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped=STOPPED,
    proof=f"{AS_BEFORE}; the next run draws it",
)
def test_a_warehouse_in_other_hands(
    page: Page, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere_held(monkeypatch):
        page.refused(told)
    assert page.draw().success


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped=STOPPED,
    proof=f"{AS_BEFORE}; with the right file back the next run draws it",
)
def test_a_warehouse_that_is_no_database(page: Page, told: Told) -> None:
    kept = home().warehouse.with_suffix(".kept")
    shutil.copy(home().warehouse, kept)
    corrupt(home().warehouse)
    page.refused(told)
    kept.replace(home().warehouse)
    assert page.draw().success
