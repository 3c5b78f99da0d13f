"""The dbt step: bad data stops its readers and no sibling, and a failed build leaves the tables."""

import os
import signal
import subprocess
import sys

import pytest
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, ROOT, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held
from tests.weir.components.dbt.conftest import (  # noqa: F401 - fixtures
    GOOD,
    Place,
    instance,
    one_dbt_for_all_tests,
    parsed,
    shop,
)

from weir.home import home

EDGE = "dbt step"
PEOPLE = "select unnest([1, 2]) as customer_id"
WHOLE = [(1, 3), (2, 4)]
SIBLINGS = {"base/base__customers", "mart/mrt__people", "mart/mrt__log"}
CHILD = """
import sys
from pathlib import Path
import dagster as dg
from tests.reliability.die import die_at
from tests.weir.components.dbt.conftest import Place
die_at("weir.components.dbt.events:Events._materialization")
with dg.DagsterInstance.ephemeral() as instance:
    Place(Path(sys.argv[1]), instance).run()
"""


@pytest.fixture
def built(shop: Place) -> Place:  # noqa: F811 - a fixture
    """Built once, with the sales 3 and 4."""
    shop.load()
    ran = shop.run()
    assert ran.success, ran.message
    return shop


def sales(place: Place) -> list[tuple[int, int]]:
    rows = place.rows("select customer_id, usd from mart.sales order by 1")
    return [(customer, int(usd)) for customer, usd in rows]


@cell(
    EDGE,
    "wrong type",
    sees="mart.sales breaks its contract … data type mismatch",
    stopped="the table and its readers; its siblings are built",
    proof="the sales as before: 3 and 4",
)
def test_a_column_of_another_type(built: Place, told: Told) -> None:
    built.load("select order_id, customer_id::hugeint as customer_id, cents from (" + GOOD + ")")
    path = "models/mart/mrt__sales.sql"
    text = (built.folder / path).read_text()
    built.write({path: text.replace("cast(customer_id as integer)", "customer_id")})
    ran = built.run()
    assert not ran.success
    told("\n".join(ran.failure["failed"]))
    assert ran.made >= SIBLINGS
    assert "mart/mrt__ranking" not in ran.made
    assert sales(built) == WHOLE


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="a column that no model reads changes nothing: the sales are 3 and 4",
)
def test_a_column_more_in_a_source(built: Place, told: Told) -> None:
    built.load(f"select *, 'x' as till from ({GOOD})")
    ran = built.run()
    told.nothing(ran.success, ran.message)
    assert sales(built) == WHOLE


@cell(
    EDGE,
    "dropped column",
    sees='could not be evaluated: Binder Error: Referenced column "cents" not found',
    stopped="the model and its readers; its siblings are built",
    proof="the sales as before: 3 and 4; with the column back they are made",
)
def test_a_column_that_is_gone(built: Place, told: Told) -> None:
    built.load(f"select order_id, customer_id from ({GOOD})")
    ran = built.run()
    assert not ran.success
    told("\n".join(ran.failure["failed"]))
    assert ran.made >= SIBLINGS
    assert not {"mart/sales", "mart/mrt__ranking"} & ran.made
    assert sales(built) == WHOLE
    built.load()
    assert built.run().success


@cell(
    EDGE,
    "duplicate rows",
    sees="check unique_customer_id of mart.mrt__people failed: Got 1 result",
    stopped="the table's readers; its siblings are built",
    proof="the reader of the doubled table is not run: 1 row of its log as before, not 2",
)
def test_a_row_that_is_there_twice(built: Place, told: Told) -> None:
    built.load(customers="select unnest([1, 2, 2]) as customer_id")
    ran = built.run()
    assert not ran.success
    told(ran.message)
    assert "mart/mrt__log" not in ran.made
    assert built.rows("select count(*) from mart.mrt__log") == [(1,)]
    built.load()
    assert built.run().success
    assert built.rows("select count(*) from mart.mrt__log") == [(2,)]


@cell(
    EDGE,
    "empty load",
    sees="check relationships_customer_id of base.base__orders failed",
    stopped="the readers of both tables",
    proof="the sales as before: 3 and 4",
)
def test_a_source_without_rows(built: Place, told: Told) -> None:
    built.load(customers=f"{PEOPLE} where false")
    ran = built.run()
    assert not ran.success
    told(ran.message)
    assert "mart/sales" not in ran.made
    assert sales(built) == WHOLE


@cell(
    EDGE,
    "worker killed",
    sees=GREEN,
    retried="by the next run; dbt replaces a table in one transaction",
    proof="killed after the first model: all 7 tables are made, the sales are 3 and 4",
)
def test_a_build_that_is_killed(built: Place, told: Told) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(built.root)],
        cwd=built.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr[-2000:]
    ran = built.run()
    told.nothing(ran.success, ran.message)
    assert len(ran.made) == 7
    assert sales(built) == WHOLE


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped="the step; no model is begun",
    proof="no table is made, the log has 1 row as before; after the next run 2",
)
def test_a_warehouse_in_other_hands(
    built: Place, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere_held(monkeypatch):
        ran = built.run()
    assert not ran.success
    told(ran.message)
    assert ran.made == set()
    assert built.rows("select count(*) from mart.mrt__log") == [(1,)]
    assert built.run().success
    assert built.rows("select count(*) from mart.mrt__log") == [(2,)]


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped="the step; no model is begun",
    proof="no table is made; in the new file all 7 are",
)
def test_a_warehouse_that_is_no_database(built: Place, told: Told) -> None:
    corrupt(home().warehouse)
    ran = built.run()
    assert not ran.success
    told(ran.message)
    assert ran.made == set()
    home().warehouse.unlink()
    built.load()
    assert len(built.run().made) == 7
    assert sales(built) == WHOLE
