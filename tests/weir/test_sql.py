"""`weir sql`: numbers torn apart at the terminal's width can't be read or copied."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weir.cli.main import cli
from weir.environment import current
from weir.warehouse import open_warehouse

MONTHS = """
    select * from (values
        (date '2017-01-01', 37330, 1.5, true, 'a', 3733013.23::decimal(18, 2)),
        (date '2017-02-01', 9, null, false, '[bold] :ok: ' || repeat('x', 60), 0.10)
    ) rows (month, orders, share, is_complete, department, revenue__total_usd)
"""


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.setenv("COLUMNS", "80")
    warehouse = open_warehouse(current())
    with warehouse.session("test") as session:
        session.replace_table(("mart", "mrt__months"), MONTHS)
    warehouse.publish()
    return lambda *words: CliRunner().invoke(cli, ["sql", "-c", *words])


def test_a_table_runs_over_80_columns_with_every_cell_in_one_piece(
    ask: Callable[..., Result],
) -> None:
    done = ask("select * from mrt__months order by month")
    assert done.exit_code == 0, done.output
    long = "[bold] :ok: " + "x" * 60
    top, header, rule, first, second, bottom, count = done.stdout.splitlines()
    assert [cell[1:-1] for cell in header[1:-1].split("┃")] == [
        "month     ",
        "orders",
        "share",
        "is_complete",
        f"{'department':<72}",
        "revenue__total_usd",
    ]
    assert [cell[1:-1] for cell in first[1:-1].split("│")] == [
        "2017-01-01",
        " 37330",
        "  1.5",
        "True       ",
        f"{'a':<72}",
        "        3733013.23",
    ]
    assert [cell[1:-1] for cell in second[1:-1].split("│")] == [
        "2017-02-01",
        "     9",
        "     ",
        "False      ",
        long,
        "              0.10",
    ]
    assert {len(line) for line in (top, header, rule, first, second, bottom)} == {141}
    assert count == "2 rows"


def test_csv_has_the_same_rows(ask: Callable[..., Result]) -> None:
    done = ask("select month, revenue__total_usd from mrt__months order by 1", "--format", "csv")
    assert done.stdout.splitlines() == [
        "month,revenue__total_usd",
        "2017-01-01,3733013.23",
        "2017-02-01,0.10",
    ]


def test_two_columns_of_one_name_keep_their_own_values(ask: Callable[..., Result]) -> None:
    both = "select l.orders, r.orders from mrt__months l, mrt__months r where l.orders > r.orders"
    assert ask(both, "--format", "csv").stdout.splitlines()[1:] == ["37330,9"]
    assert "37330 │" in (shown := ask(both).stdout.splitlines()[3])
    assert shown.rstrip("│ ").endswith("9")


@pytest.mark.parametrize(
    ("statement", "said", "fix"),
    [
        ("selec * from mrt__months", "syntax error", "correct the SQL"),
        ("select 'a from mrt__months", "unterminated", "correct the SQL"),
        ("select nothing from mrt__months", "nothing", "correct the SQL"),
        ("select * from mrt__nothing", "does not exist", "name another table: `weir status`"),
        ("select * from marts.mrt__months", "does not exist", "name another table: `weir status`"),
    ],
)
def test_a_wrong_statement_is_answered_with_what_helps(
    ask: Callable[..., Result], statement: str, said: str, fix: str
) -> None:
    done = ask(statement)
    assert done.exit_code == 1
    assert said in done.stderr
    assert f"fix:   {fix}" in done.stderr
