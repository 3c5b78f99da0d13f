"""What a run says on the terminal fits every reason that it has to say it."""

from dataclasses import replace

import dagster as dg
from tests.weir.planned import judged

from weir.cli.display import console, show_held, show_outcome, show_silent
from weir.errors import WeirError
from weir.graph.build import merge
from weir.graph.describe import describe
from weir.graph.model import Asset, Check, Graph
from weir.plan.model import Plan
from weir.records import Records
from weir.run.events import Checked
from weir.run.outcome import Outcome
from weir.run.progress import Progress


def test_a_table_whose_files_can_not_be_is_not_said_to_have_been_silent() -> None:
    """A source may answer, and with files of a region that is no longer declared."""
    stray = WeirError("sales/emea.csv is of the region 'emea', which is not declared", fix="add it")
    deaf = WeirError("the source can't be reached")
    with console.capture() as captured:
        show_silent({"raw/sales": stray, "raw/b": deaf, "raw/a": deaf})
    assert captured.get().splitlines() == [
        "left as it is: raw/sales",
        "sales/emea.csv is of the region 'emea', which is not declared",
        "  fix:   add it",
        "left as they are: raw/a, raw/b",
        "the source can't be reached",
        "",
    ]


def test_nothing_is_said_where_every_source_answered() -> None:
    with console.capture() as captured:
        show_silent({})
    assert captured.get() == ""


def test_a_plan_says_what_a_closed_gate_will_hold_back() -> None:
    """It listed everything downstream of the gate as due, and not a word of it would be made."""
    assets = [
        Asset("raw/a", "load", executable=True, owners=("team:load",)),
        Asset("mart/b", "mart", executable=True, deps=("raw/a",)),
        Asset("mart/c", "mart", executable=True, deps=("mart/b",)),
        Asset("mart/d", "mart", executable=True),
    ]
    check = Check("raw/a", "sound", "load", blocking=True)
    graph = Graph({a.key: a for a in assets}, {check.id: check})
    verdicts = {check.id: judged(passed=False)}
    plan = Plan(assets=dict.fromkeys(["mart/b", "mart/c", "mart/d"], "selected"))
    with console.capture() as captured:
        show_held(graph, plan, Records({}, verdicts))
    assert captured.get() == (
        "will be held back 2 assets: check sound of raw/a failed (owner: team:load)\n"
    )
    with console.capture() as captured:
        show_held(
            graph, replace(plan, checks={check.id: "it stands failed"}), Records({}, verdicts)
        )
    assert captured.get() == "", "it is evaluated anew first"


def test_a_message_s_brackets_are_printed_and_not_taken_for_colours() -> None:
    """`pool: [loyalty` lost the very bracket that was wrong."""
    error = "while parsing [loyalty, expected ',' or ']'"
    with console.capture() as captured:
        show_outcome(Graph({}, {}), Plan(), Outcome(held={"raw/a": error}), 1.0)
    assert error in captured.get()


def test_a_check_that_only_warns_is_not_counted_as_failed() -> None:
    names = ("fine", "late", "odd", "wrong")

    @dg.asset(check_specs=[dg.AssetCheckSpec(name, asset="orders") for name in names])
    def orders(): ...

    graph = merge([describe("shop", dg.Definitions(assets=[orders]))])
    outcome = Outcome()
    progress = Progress(graph)
    progress.enter(
        Checked("s", "orders", "fine", passed=False, severe=False, description=""), outcome
    )
    for name, passed, severe in (
        ("fine", True, True),
        ("late", False, False),
        ("odd", False, False),
        ("wrong", False, True),
    ):
        event = Checked("s", "orders", name, passed=passed, severe=severe, description="")
        progress.enter(event, outcome)
    with console.capture() as captured:
        show_outcome(graph, Plan(), outcome, 1.0)
    (head,) = [line for line in captured.get().splitlines() if "location" in line]
    (row,) = [line for line in captured.get().splitlines() if "shop" in line]
    assert [cell.strip() for cell in head.strip("┃").split("┃")][3:6] == [
        "checks passed",
        "checks warned",
        "checks failed",
    ]
    assert [cell.strip() for cell in row.strip("│").split("│")][3:6] == ["1", "2", "1"]
