"""`weir why`: the answer for whoever got the message, on a toy project and on a graph of forty."""

import re
import sqlite3
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.weir.alerts.toy import NOW, failed, forty_late, graph, look, problem
from tests.weir.toy.project import Project

from weir.alerts.problem import Kind, Problem
from weir.cli.why import command
from weir.errors import WeirError
from weir.graph.model import Graph
from weir.records import SHOW_ROWS, Loaded, Records
from weir.why import explain, resolve


def records(*keys: str) -> Records:
    loaded = {key: Loaded(1, NOW - 3600, "r0", None, {"dagster/row_count": 2}) for key in keys}
    return Records(loaded, {})


def test_what_is_fine_is_called_fine() -> None:
    found = explain(graph(), records("mart/revenue"), look(), "mart/revenue")
    assert found.fine
    assert found.words == "fine"
    assert found.made == NOW - 3600


def test_trouble_elsewhere_is_not_blamed() -> None:
    assert explain(graph(), records(), look(failed(), *forty_late()), "mart/revenue").fine


def test_a_late_dashboard_is_traced_to_the_load_that_broke_four_hops_up() -> None:
    found = explain(graph(), records(), look(failed(), *forty_late()), "dashboards/health")
    assert found.words == "late"
    assert [c.first.subject for c in found.causes] == ["loyalty/sends"]
    assert found.causes[0].dashboards == ("campaigns", "health")
    assert found.causes[0].audiences == ("champions", "win_back")


def test_of_several_causes_the_one_furthest_up_comes_first() -> None:
    base = problem(Kind.CHECK, "base/sends", check="unique", stops=True)
    found = explain(graph(), records(), look(base, failed()), "audiences/win_back")
    assert [c.first.subject for c in found.causes] == ["loyalty/sends", "base/sends"]
    assert found.words == "made, but something upstream is wrong"


def test_what_was_skipped_is_explained_though_its_cause_is_mended() -> None:
    skipped = failed("mart/model_00", step=None, secondary=True, reason="not executed, since x")
    found = explain(graph(), records(), look(skipped), "mart/model_00")
    assert not found.fine
    assert found.causes[0].first.reason == "not executed, since x"
    assert found.causes[0].dashboards == ("health",)


def test_what_hangs_on_a_source_that_does_not_answer_is_not_called_fine() -> None:
    """Its team has the message already; nothing is late for a day and a half."""
    watched = replace(graph().assets["loyalty/sends"], sensor="source_loyalty")
    whole = Graph({**graph().assets, watched.key: watched}, graph().checks)
    trouble = look(problem(Kind.SENSOR, "source_loyalty", location=watched.location))
    for key in ("loyalty/sends", "dashboards/health"):
        found = explain(whole, records(), trouble, key)
        assert [c.first.subject for c in found.causes] == ["source_loyalty"]
    assert found.words == "made, but something upstream is wrong"
    other = look(problem(Kind.SENSOR, "source_shop", location=watched.location))
    assert explain(whole, records(), other, "loyalty/sends").fine


def test_a_warning_is_no_trouble() -> None:
    warning = problem(Kind.WARNING, "loyalty/sends", check="polite", severe=False)
    found = explain(graph(), records(), look(warning), "loyalty/sends")
    assert found.fine
    assert [c.first.check for c in found.warnings] == ["polite"]


def made_in_order(*keys: str) -> Records:
    times = {key: NOW - 3600 + number for number, key in enumerate(keys)}
    numbers = {key: number for number, key in enumerate(keys, 1)}
    return Records({k: Loaded(numbers[k], at, "r", None, {}) for k, at in times.items()}, {})


def test_what_is_out_of_date_within_its_promise_is_not_called_just_fine() -> None:
    """Nothing is wrong, and yet the reader asks where the news is."""
    chain = ["loyalty/sends", "base/sends", "mart/model_00"]
    current = explain(graph(), made_in_order(*chain), look(), "mart/model_00")
    assert (current.words, current.older) == ("fine", ())
    loaded_again = made_in_order(*chain[1:], chain[0])
    found = explain(graph(), loaded_again, look(), "mart/model_00")
    assert found.fine
    assert found.words == "fine, but out of date"
    assert [(o.key, o.parent) for o in found.older] == [("base/sends", "loyalty/sends")]
    assert explain(graph(), loaded_again, look(), "loyalty/sends").words == "fine"


def answered(monkeypatch: pytest.MonkeyPatch, *problems: Problem) -> Result:
    """What the command says of loyalty/sends while these problems stand."""
    for name, answer in {
        "graph_to_look_at": (graph(), True),
        "open_instance": nullcontext(),
        "read_records": records("loyalty/sends"),
        "problems": look(*problems),
        "webserver": None,
        "recover": [],
    }.items():
        monkeypatch.setattr(f"weir.cli.why.{name}", lambda *_, _answer=answer, **__: _answer)
    return CliRunner().invoke(command, ["loyalty/sends"])


def test_a_warning_says_why_it_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    warning = problem(
        Kind.WARNING, "loyalty/sends", check="polite", severe=False, reason="3 rows are rude"
    )
    result = answered(monkeypatch, warning)
    assert result.exit_code == 0, result.output
    assert "warns, stops nothing: check polite of loyalty/sends warns" in result.output
    assert "3 rows are rude" in result.output


def test_a_failing_dbt_test_leads_to_its_failing_rows_and_not_to_the_tables_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = "weir sql --unpublished -c 'select * from dbt_test__audit.not_null_id'"
    plain = problem(Kind.CHECK, "loyalty/sends", check="fresh")
    facts = {SHOW_ROWS: stored, "failing_rows": 3}
    named = replace(plain, check="not_null_id", facts=facts)
    result = answered(monkeypatch, plain, named)
    assert result.exit_code == 1
    assert f"next   {stored}\n" in result.output
    assert "(failing_rows 3)" in result.output, "the command is none of the numbers"
    alone = answered(monkeypatch, plain).output
    assert 'next   weir sql --unpublished -c "select * from loyalty.sends limit 20"' in alone


def test_the_next_command_makes_all_that_was_not_made_and_not_the_first_of_it_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = failed()
    assert "next   weir run --select loyalty/sends+\n" in answered(monkeypatch, one).output
    both = answered(monkeypatch, one, failed("shop/orders")).output
    assert "loyalty/sends and 1 other asset were not made" in both
    assert "next   weir run\n" in both


def test_what_failed_because_of_something_mended_is_not_made_on_what_it_was_made_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alone, it would be made of its old tables."""
    told = answered(monkeypatch, failed(secondary=True)).output
    assert "next   weir run  (what it failed because of is mended)" in told


@pytest.mark.parametrize("word", ["loyalty/sends", "loyalty.sends"])
def test_an_asset_is_found_by_key_and_by_address(word: str) -> None:
    assert resolve(graph(), word) == "loyalty/sends"


def test_an_unknown_name_is_answered_with_the_nearest_and_a_double_one_with_both() -> None:
    assert resolve(graph(), "revenue") == "mart/revenue"
    with pytest.raises(WeirError, match=r"there is no asset revenu; did you mean revenue\?"):
        resolve(graph(), "revenu")
    with pytest.raises(WeirError, match="sends is the name of several assets: base/sends, loy"):
        resolve(graph(), "sends")


def test_the_command_names_check_owner_and_next_command(ran: Project) -> None:
    code, output = ran.weir("why", "doubtful")
    assert code == 1
    assert "doubtful is the name of several assets: mart/doubtful, page/doubtful" in output
    code, output = ran.weir("why", "page/doubtful")
    assert code == 0, output
    assert "page/doubtful: fine\n" in output
    assert ran.weir("run", "--select", "raw/risky")[0] == 0
    code, output = ran.weir("status")
    assert code == 0, output
    assert re.search(r"^ok +mart/doubtful .* older than raw/risky$", output, re.MULTILINE), output
    assert "\nolder than what they are made of: 2\n" in output
    code, output = ran.weir("why", "page/doubtful")
    assert (code, output.splitlines()[0]) == (0, "page/doubtful: fine, but out of date")
    assert "older  mart/doubtful: raw/risky was loaded after it" in output
    assert "next   weir run\n" in output
    ran.flag("bad")
    (ran.folder / "news").write_text("2")
    assert ran.weir("run")[0] == 1
    before = events(ran.folder)
    code, output = ran.weir("why", "page/doubtful")
    assert code == 1, output
    assert events(ran.folder) == before, "asking changes nothing"
    lines = [line.strip() for line in output.splitlines()]
    assert lines[0] == "page/doubtful: withheld"
    assert "check sound of raw/risky fails" in lines
    assert "whose  team:load" in lines
    assert "behind 2 assets hang on it, 2 of them late, withheld or failed" in lines
    assert 'next   weir sql --unpublished -c "select * from raw.risky limit 20"' in lines
    assert "then   weir run --select raw/risky+" in lines
    assert any(line.startswith("good   last 20") for line in lines)
    assert ran.weir("why", "page/fine")[0] == 0


def test_a_location_that_does_not_load_is_said_and_the_rest_still_explained(
    ran: Project,
) -> None:
    (ran.folder / "toy_mart.py").write_text("import no_such_module\n")
    for words, told in ((("why", "raw/good"), "raw/good: fine"), (("status",), "6 assets: 6 ok")):
        code, output = ran.weir(*words)
        assert code == 1, output
        assert "code location mart does not load" in output
        assert "what follows is of the graph as it last loaded" in output
        assert told in output
    assert output.splitlines()[-1].startswith("of the graph as it last loaded")


def test_where_nothing_was_made_yet_the_one_command_is_named_that_makes_it(
    project: Project,
) -> None:
    code, output = project.weir("why", "page/fine")
    assert code == 1
    assert [line.strip() for line in output.splitlines()] == [
        "page/fine: missing",
        "made   never",
        "whose  team:mart",
        "next   weir run  (nothing has been made yet)",
    ]
    code, output = project.weir("status")
    assert code == 1
    assert output.splitlines()[-2:] == ["6 assets: 6 missing", "next: weir run"]


def events(folder: Path) -> int:
    storage = next((folder / ".weir" / "dagster").rglob("index.db"))
    with sqlite3.connect(storage) as connection:
        return int(connection.execute("select count(*) from event_logs").fetchone()[0])
