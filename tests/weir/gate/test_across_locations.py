"""A failing check two locations up stops what hangs on it, whoever starts the run."""

import pytest
from tests.weir.gate.conftest import Platform

CHECK = "raw/orders:complete"
WHO = {"weir/override_because": "known gap", "weir/override_by": "anna"}


def test_a_failing_check_two_locations_up_stops_its_consumer_and_no_sibling(
    platform: Platform,
) -> None:
    platform.judge(passed=False)
    found, failure = platform.run()
    assert found.keys() == {"fine"}
    assert failure == (
        "held back. features/doubtful: check complete of raw/orders failed (owner: team:load)"
    )


def test_the_consumer_goes_on_by_itself_when_the_check_passes_again(platform: Platform) -> None:
    platform.judge(passed=False)
    assert platform.run()[0].keys() == {"fine"}
    platform.judge(passed=True)
    found, failure = platform.run()
    assert found.keys() == {"fine", "doubtful"}
    assert failure == ""
    assert found["doubtful"]["dagster/row_count"] == 3
    assert "weir/override" not in found["doubtful"]


@pytest.mark.parametrize(("check", "severe"), [("complete", False), ("plausible", True)])
def test_a_warning_and_a_check_that_does_not_block_stop_nothing(
    platform: Platform, check: str, *, severe: bool
) -> None:
    platform.judge(passed=False, check=check, severe=severe)
    assert platform.run()[0].keys() == {"fine", "doubtful"}


def test_a_run_started_with_an_override_passes_and_its_record_says_who_and_why(
    platform: Platform,
) -> None:
    platform.judge(passed=False)
    found, failure = platform.run(**WHO, **{"weir/override": CHECK})
    assert failure == ""
    assert found["doubtful"]["weir/override"] == f"{CHECK} overridden by anna: known gap"
    assert "weir/override" not in found["fine"]
    assert platform.run()[0].keys() == {"fine"}, "it was for one run"


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"weir/override": CHECK}, "add the tags weir/override_because and weir/override_by"),
        ({"weir/override": CHECK, "weir/override_because": "x"}, "add the tag weir/override_by"),
        (
            {**WHO, "weir/override": "raw/orders:complet"},
            "the check raw/orders:complet does not exist; did you mean raw/orders:complete?",
        ),
        (
            {**WHO, "weir/override": f"{CHECK}, raw/other:complete"},
            "the check raw/other:complete does not stand failed",
        ),
    ],
)
def test_an_override_that_is_not_in_order_makes_nothing(
    platform: Platform, tags: dict[str, str], said: str
) -> None:
    platform.judge(passed=False)
    found, failure = platform.run(**tags)
    assert found == {}
    assert said in failure


def test_a_location_without_the_graph_says_that_it_does_not_know_the_gates(
    platform: Platform, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.judge(passed=False)
    platform.graph.unlink()
    platform.run()
    assert "there is no graph of all code locations" in capfd.readouterr().err
    monkeypatch.setenv("WEIR_ENV", "production")
    monkeypatch.setenv("WEIR_WAREHOUSE", "duckdb")
    found, failure = platform.run()
    assert found == {}, "in production nobody guesses"
    assert "the graph of all code locations is missing, so no gate is known" in failure


def test_a_graph_older_than_the_project_is_used_and_said_to_be_old(
    platform: Platform, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.judge(passed=False)
    monkeypatch.delenv("WEIR_GRAPH_PINNED")
    found, failure = platform.run()
    assert found.keys() == {"fine"}
    assert "check complete of raw/orders failed" in failure
    assert "files are newer than the graph of all code locations" in capfd.readouterr().err


def test_an_asset_that_the_graph_does_not_know_yet_is_gated_all_the_same(
    platform: Platform,
) -> None:
    """It was added a moment ago: the file knows its parents, the running job knows it."""
    platform.features.write("doubtful", {})
    text = (platform.features.defs / "doubtful" / "defs.yaml").read_text()
    added = text.replace("table: features/doubtful", "table: features/added")
    platform.features.write("doubtful", {"defs.yaml": added})
    platform.judge(passed=False)
    found, failure = platform.run()
    assert found.keys() == {"fine"}
    assert "features/added: check complete of raw/orders failed" in failure
