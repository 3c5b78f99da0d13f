"""`weir lineage`: what is printed, and what is answered to a name that nobody has."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.weir.lineage.small import lineage

from weir.cli import lineage as subject
from weir.errors import WeirError


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("load_from: []\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    made = lineage()
    monkeypatch.setattr(subject, "load_graph", lambda *_, **__: made.graph)
    monkeypatch.setattr(subject, "load_lineage", lambda *_, **__: made)


def said(*words: str) -> str:
    done: Result = CliRunner().invoke(subject.command, words)
    if done.exception:
        raise done.exception
    return done.stdout


def test_both_ways_are_printed_as_trees() -> None:
    assert said("mart/sales.usd").splitlines() == [
        "mart/sales.usd made of",
        "└── base/orders.usd",
        "    ├── raw/orders.cents (source)",
        "    └── raw/rates.rate (source)",
        "mart/sales.usd read by",
        "├── dashboards/sales.sales.usd",
        "└── dashboards/sales.sales.share",
    ]
    assert said("mart/sales.usd", "--up", "--down") == said("mart/sales.usd")


def test_one_way_alone_and_the_end_of_it() -> None:
    assert said("rates.rate", "--up").splitlines() == ["raw/rates.rate made of: source"]
    assert said("py/model", "--down").splitlines() == ["py/model read by: nobody"]


def test_json_has_the_same_tree() -> None:
    found = json.loads(said("mart/sales.usd", "--up", "--json"))
    assert found["name"] == "mart/sales.usd"
    (below,) = found["made of"]
    assert (below["name"], [one["note"] for one in below["from"]]) == (
        "base/orders.usd",
        ["source", "source"],
    )


def test_whoever_waits_for_the_page_is_told_so_and_a_script_gets_the_path_alone(
    tmp_path: Path,
) -> None:
    done = CliRunner().invoke(subject.command, ["--html", str(tmp_path / "x.html")])
    assert done.stdout == f"{tmp_path / 'x.html'}\n"
    assert done.stderr == "reading what the columns of all assets are made of\n"


def test_the_page_lies_where_it_is_asked_for(tmp_path: Path) -> None:
    assert said("--html", str(tmp_path / "x.html")).strip() == str(tmp_path / "x.html")
    assert "mart/sales" in (tmp_path / "x.html").read_text()
    assert said("--html").strip() == str(tmp_path / ".weir" / "dashboards" / "lineage.html")


def test_what_can_not_be_told_is_listed_with_its_reason() -> None:
    *listed, last = said("--untold").splitlines()
    assert listed == [
        "base/orders.old: it is declared, but the table's SQL makes no such column",
        "py/model.score: its location does not tell it",
    ]
    assert last == "2 of 11 columns can't be told"


def test_an_unknown_name_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(WeirError, match="did you mean usd"):
        said("mart/sales.usdd")
    with pytest.raises(WeirError, match="nothing is asked for"):
        said()
