"""Forty messages of one broken load are thirty-nine too many."""

from tests.weir.alerts.toy import NOW, failed, forty_late, graph, look, problem

from weir.alerts.causes import group
from weir.alerts.due import Change, Due
from weir.alerts.memory import Entry
from weir.alerts.message import Message, compose
from weir.alerts.problem import Kind
from weir.alerts.title import title


def message(cause: object) -> Message:
    entry = Entry("t", NOW, (), severe=True)
    due = Due(Change.NEW, "n", "ingestion", entry, cause)  # type: ignore[arg-type]
    return compose(due, graph(), NOW, "http://127.0.0.1:3000")


def test_forty_late_descendants_of_one_broken_load_are_one_message_that_names_the_load() -> None:
    late = forty_late()
    assert len(late) == 40
    causes = group(graph(), look(failed(), *late))
    assert len(causes) == 1
    sent = message(causes[0])
    assert sent.title == "loyalty/sends was not made"
    assert sent.tone == "failure"
    assert sent.body == (
        "what:   HTTP 500 from the API\n"
        "where:  loyalty/sends; step loyalty of code location ingestion\n"
        "since:  2023-11-14 21:48 UTC (25 min)\n"
        "whose:  team:ingestion\n"
        "behind: 41 assets hang on it, 40 of them late, withheld or failed\n"
        "        dashboards: campaigns, health\n"
        "        audiences: champions, win_back\n"
        "        owners: team:activation, team:analytics, team:marketing\n"
        "next:   weir why loyalty/sends\n"
        "run:    http://127.0.0.1:3000/runs/r1"
    )


def test_what_is_late_because_a_load_never_came_is_one_message_to_the_loads_owner() -> None:
    late = [problem(Kind.LATE, "loyalty/sends", origin="loyalty/sends"), *forty_late()]
    causes = group(graph(), look(*late))
    assert [title(c) for c in causes] == ["loyalty/sends is late"]
    assert len(causes[0].affected) == 40
    without = [problem(Kind.LATE, p.subject, origin="loyalty/sends") for p in forty_late()]
    causes = group(graph(), look(*without))  # the load itself promises nothing
    assert len(causes) == 1
    assert title(causes[0]) == "40 assets are late, waiting for loyalty/sends"
    assert len(causes[0].affected) == 40


def test_a_closed_gate_is_one_message_that_names_the_check_and_its_numbers() -> None:
    check = problem(
        Kind.CHECK,
        "loyalty/sends",
        check="sound",
        reason="3 rows without a household",
        stops=True,
        facts={"rows": 3, "share": "1.5 %"},
    )
    held = [
        problem(Kind.WITHHELD, key, reason="check sound of loyalty/sends failed (owner: x)")
        for key in graph().descendants("loyalty/sends")
    ]
    causes = group(graph(), look(check, *held))
    assert len(causes) == 1
    sent = message(causes[0])
    assert sent.title == "check sound of loyalty/sends fails"
    assert "what:   sound: 3 rows without a household (rows 3, share 1.5 %)\n" in sent.body
    assert "behind: 41 assets hang on it, 41 of them late, withheld or failed\n" in sent.body


def test_a_failing_check_further_down_is_not_hidden_by_trouble_further_up() -> None:
    check = problem(Kind.CHECK, "mart/model_03", check="positive", stops=True)
    causes = group(graph(), look(failed(), check))
    assert [title(c) for c in causes] == [
        "loyalty/sends was not made",
        "check positive of mart/model_03 fails",
    ]


def test_an_asset_that_hangs_on_two_causes_counts_for_each() -> None:
    base = problem(Kind.CHECK, "base/sends", check="unique", stops=True)
    late = problem(Kind.LATE, "mart/model_05", origin="loyalty/sends")
    causes = group(graph(), look(failed(), base, late))
    assert [len(c.affected) for c in causes] == [1, 1]


def test_tables_of_one_step_that_failed_are_one_message() -> None:
    two = [failed(step="everything"), failed("shop/orders", step="everything")]
    causes = group(graph(), look(*two))
    assert [title(c) for c in causes] == ["loyalty/sends and 1 other asset were not made"]
    assert causes[0].id == "failed:ingestion/everything"


def test_another_attempt_that_fails_as_well_is_the_same_cause() -> None:
    killed = [failed(step=None, run_id=run) for run in ("r1", "r2")]
    ids = [group(graph(), look(one))[0].id for one in killed]
    assert ids == ["failed:loyalty/sends", "failed:loyalty/sends"]


def test_what_was_only_skipped_is_no_message_when_the_cause_is_mended() -> None:
    skipped = [failed(key, step=None, secondary=True) for key in graph().assets if "/m" in key]
    assert group(graph(), look(*skipped)) == []


def test_what_was_skipped_and_is_late_by_now_is_told_though_the_cause_is_mended() -> None:
    skipped = failed("mart/model_00", step=None, secondary=True)
    late = problem(Kind.LATE, "mart/model_00", origin="mart/model_00")
    assert [title(c) for c in group(graph(), look(skipped, late))] == ["mart/model_00 is late"]


def test_a_location_that_does_not_load_explains_its_late_assets_and_failing_ticks() -> None:
    broken = problem(
        Kind.LOCATION, "transformation", location="transformation", reason="No module named 'dbt'"
    )
    tick = problem(Kind.SENSOR, "automation", location="transformation")
    late = problem(Kind.LATE, "dashboards/health", origin="dashboards/health")
    elsewhere = problem(Kind.SENSOR, "landing", location="ingestion")
    causes = group(graph(), look(broken, tick, late, elsewhere))
    assert [title(c) for c in causes] == [
        "code location transformation does not load",
        "sensor landing of ingestion fails",
    ]
    assert [p.subject for p in causes[0].behind] == ["automation", "dashboards/health"]
    assert len(causes[0].reach) == 42


def test_an_idle_platform_has_no_cause() -> None:
    assert group(graph(), look()) == []


def test_a_failing_sensors_message_leads_to_its_ticks() -> None:
    tick = problem(Kind.SENSOR, "landing", location="ingestion", reason="the bucket is gone")
    assert message(group(graph(), look(tick))[0]).body.splitlines()[-1] == (
        "page:   http://127.0.0.1:3000/locations/ingestion/sensors/landing"
    )


def test_a_system_that_is_down_for_several_steps_of_one_owner_is_one_message() -> None:
    """The CRM was down, and the same team got three messages."""
    down = [
        failed(
            f"audiences/{name}", step=name, run_id=run, reason="the CRM answered 500\n  where: x"
        )
        for name, run in (("win_back", "r1"), ("champions", "r2"))
    ]
    other = failed("dashboards/health", step="health", reason="the view is gone")
    causes = group(graph(), look(*down, other))
    assert [title(c) for c in causes] == [
        "audiences/champions and 1 other asset were not made",
        "dashboards/health was not made",
    ]
    assert causes[0].owners == ("team:activation",)


def test_an_empty_table_whose_own_check_says_so_is_one_message() -> None:
    empty = problem(Kind.EMPTY, "loyalty/sends", reason="it has no row")
    check = problem(Kind.CHECK, "loyalty/sends", check="not_empty", stops=True)
    assert [title(c) for c in group(graph(), look(empty, check))] == [
        "check not_empty of loyalty/sends fails"
    ]
