"""Who is told what, over several looks: not too early, not twice, and that it is over."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.weir.alerts.toy import NOW, failed, forty_late, graph, look, problem

from weir.alerts import memory as remembered
from weir.alerts.memory import Memory
from weir.alerts.message import Message
from weir.alerts.problem import Kind, Look, identify
from weir.alerts.rules import Rules, Threshold
from weir.alerts.teams import Team, Teams
from weir.alerts.watch import watch
from weir.errors import WeirError

NAMES = ("platform", "ingestion", "analytics", "marketing", "activation", "finance")
KNOWN = {name: Team(name, f"@weir/{name}", f"ALERTS_{name.upper()}") for name in NAMES}
TEAMS = Teams(KNOWN, KNOWN["platform"], Path("teams.yaml"))


class Platform:
    """Looks, a minute apart, with a memory that survives as text."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.cursor: str | None = None
        self.now = NOW
        self.unreachable: set[str] = set()
        self.sent: list[tuple[str, Message]] = []

    def look(self, found: Look, after: float = 60.0) -> list[str]:
        """The messages that came through at this look."""
        self.now += after
        before = len(self.sent)
        memory: Memory = remembered.load(self.cursor)
        watched = watch(
            graph(), found, memory, teams=TEAMS, rules=self.rules, now=self.now, send=self._send
        )
        self.cursor = remembered.dump(watched.memory)
        return [f"{team}: {message.title}" for team, message in self.sent[before:]]

    def _send(self, team: Team, message: Message) -> None:
        if team.name in self.unreachable:
            raise WeirError("nobody answers")
        self.sent.append((team.name, message))


def test_it_is_told_once_and_its_end_is_told_once() -> None:
    platform = Platform()
    assert platform.look(look(failed())) == ["ingestion: loyalty/sends was not made"]
    assert platform.look(look(failed(run_id="r2"))) == []
    assert platform.look(look()) == []  # may be a moment's luck
    assert platform.look(look()) == ["ingestion: recovered from: loyalty/sends was not made"]
    assert platform.sent[-1][1].tone == "success"
    assert platform.sent[-1][1].body == (
        "what:   no longer so: loyalty/sends was not made\nsince:  2023-11-14 21:48 UTC, for 29 min"
    )
    assert platform.look(look()) == []
    assert remembered.load(platform.cursor) == {}


def test_flapping_within_the_threshold_is_silent() -> None:
    platform = Platform(Rules({Kind.SENSOR: Threshold(looks=3)}))
    bad = problem(Kind.SENSOR, "landing", location="ingestion", owners=("team:ingestion",))
    for _ in range(5):
        assert platform.look(look(bad)) == []
        assert platform.look(look(bad)) == []
        assert platform.look(look()) == []
    said = [platform.look(look(bad)) for _ in range(4)]
    assert said == [[], [], ["ingestion: sensor landing of ingestion fails"], []]


def test_a_told_problem_that_is_gone_for_one_look_is_neither_over_nor_new() -> None:
    platform = Platform()
    platform.look(look(failed()))
    for _ in range(5):
        assert platform.look(look()) == []
        assert platform.look(look(failed())) == []


def test_a_threshold_in_minutes_waits_for_them() -> None:
    platform = Platform(Rules({Kind.LATE: Threshold(stands_for=600)}))
    late = problem(Kind.LATE, "shop/orders", since=NOW, origin="shop/orders")
    said = [platform.look(look(late), after=200) for _ in range(4)]
    assert said == [[], [], ["ingestion: shop/orders is late"], []]


def test_it_is_told_again_only_when_it_got_worse() -> None:
    platform = Platform(Rules({}))
    soon = problem(Kind.LATE, "shop/orders", severe=False, origin="shop/orders")
    assert platform.look(look(soon)) == ["ingestion: shop/orders is late"]
    assert platform.sent[-1][1].tone == "warning"
    assert platform.look(look(soon)) == []
    late = replace(soon, severe=True)
    assert platform.look(look(late)) == ["ingestion: worse: shop/orders is late"]
    assert platform.look(look(late)) == []
    assert platform.look(look(soon)) == []


def test_a_second_failing_check_of_an_asset_is_worse_and_one_less_is_not_news() -> None:
    platform = Platform()
    one, two = (problem(Kind.CHECK, "shop/orders", check=name) for name in ("a", "b"))
    assert platform.look(look(one)) == ["ingestion: check a of shop/orders fails"]
    assert platform.look(look(one, two)) == ["ingestion: worse: 2 checks of shop/orders fail"]
    assert platform.look(look(one)) == []
    assert platform.look(look(one, two)) == []


def test_what_still_stands_is_told_again_after_a_day() -> None:
    platform = Platform()
    platform.look(look(failed()))
    assert platform.look(look(failed()), after=86_000) == []
    assert platform.look(look(failed()), after=400) == [
        "ingestion: still: loyalty/sends was not made"
    ]
    assert platform.look(look(failed())) == []


def test_a_delivery_that_fails_is_tried_again_and_not_lost_and_nobody_is_told_twice() -> None:
    platform = Platform()
    platform.unreachable = {"ingestion"}
    revenue = problem(Kind.CHECK, "mart/revenue", check="positive")
    both = look(failed(), revenue)
    assert platform.look(both) == ["finance: check positive of mart/revenue fails"]
    assert platform.look(both) == []
    platform.unreachable = set()
    assert platform.look(both) == ["ingestion: loyalty/sends was not made"]
    platform.unreachable = {"ingestion"}
    assert platform.look(look(revenue)) == []
    assert platform.look(look(revenue)) == []  # the recovery is due and does not get through
    platform.unreachable = set()
    assert platform.look(look(revenue)) == ["ingestion: recovered from: loyalty/sends was not made"]


def test_while_it_is_tried_again_it_is_not_over() -> None:
    platform = Platform()
    platform.look(look(failed()))
    trying = look(unclear={identify(Kind.FAILED, "loyalty/sends")})
    assert [platform.look(trying) for _ in range(5)] == [[]] * 5
    assert platform.look(look(failed(run_id="r2"))) == []


def test_what_becomes_part_of_a_larger_trouble_is_not_over() -> None:
    platform = Platform(Rules({}))
    late = problem(Kind.LATE, "mart/model_00", origin="mart/model_00")
    assert platform.look(look(late)) == ["marketing: mart/model_00 is late"]
    assert platform.look(look(failed(), late)) == ["ingestion: loyalty/sends was not made"]
    assert platform.look(look(failed(), late)) == []
    platform.look(look(late))
    assert platform.look(look(late)) == ["ingestion: recovered from: loyalty/sends was not made"]
    platform.look(look())
    assert platform.look(look()) == ["marketing: recovered from: mart/model_00 is late"]


def test_forty_late_assets_recover_in_one_message() -> None:
    platform = Platform()
    everything = look(failed(), *forty_late())
    assert platform.look(everything) == ["ingestion: loyalty/sends was not made"]
    assert platform.look(everything) == []
    said = [platform.look(look()) for _ in range(3)]
    assert said == [[], ["ingestion: recovered from: loyalty/sends was not made"], []]


def test_a_fresh_platform_on_which_nothing_was_made_yet_is_no_alert() -> None:
    platform = Platform()
    missing = [problem(Kind.MISSING, key) for key in graph().assets]
    assert platform.look(look(*missing)) == []
    assert remembered.load(platform.cursor) == {}


def test_what_nobody_owns_goes_to_the_fallback_team() -> None:
    platform = Platform()
    orphan = failed(owners=())
    stranger = problem(Kind.CHECK, "shop/orders", check="a", owners=("ann@example.com",))
    assert platform.look(look(orphan, stranger)) == [
        "platform: check a of shop/orders fails",
        "platform: loyalty/sends was not made",
    ]
    assert "whose:  ann@example.com" in platform.sent[0][1].body
    assert "whose:  nobody" in platform.sent[1][1].body


def test_without_news_the_memory_stays_the_same_text() -> None:
    platform = Platform()
    for _ in range(3):
        platform.look(look(failed()))
    before = platform.cursor
    platform.look(look(failed()))
    assert platform.cursor == before


@pytest.mark.parametrize("text", ["{", '{"format": 99, "causes": {}}', '{"causes": 3}', "[]"])
def test_a_cursor_of_something_else_is_refused_and_not_forgotten(text: str) -> None:
    with pytest.raises(WeirError, match="no memory of alerts") as caught:
        remembered.load(text)
    assert "reset the cursor" in str(caught.value)
