import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.world import World
from weir.errors import WeirError
from weir.home import HOME_VARIABLE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / ".weir"))
    return tmp_path / ".weir"


def test_a_new_world_stands_at_the_demo_clock_and_remembers_where_it_was_moved(
    tmp_path: Path,
) -> None:
    assert World(tmp_path / "a").clock == date(2017, 11, 30)
    World(tmp_path / "a").tick(7)
    assert World(tmp_path / "a").clock == date(2017, 12, 7)


@pytest.mark.parametrize("clock", [date(2017, 3, 1), date(2018, 1, 1), date(2016, 12, 31)])
def test_a_clock_before_the_present_or_outside_the_data_is_refused(
    tmp_path: Path, clock: date
) -> None:
    world = World(tmp_path / "a", clock=date(2017, 3, 2))
    with pytest.raises(WeirError) as refused:
        world.set_clock(clock)
    assert str(clock) in refused.value.what
    assert refused.value.fix
    assert world.clock == date(2017, 3, 2)


def test_a_tick_of_no_days_is_refused_instead_of_doing_nothing(tmp_path: Path) -> None:
    with pytest.raises(WeirError, match="can't be moved by 0 days"):
        World(tmp_path / "a").tick(0)


def test_a_tick_past_the_end_of_the_data_is_refused_whole(tmp_path: Path) -> None:
    world = World(tmp_path / "a", clock=date(2017, 12, 28))
    with pytest.raises(WeirError, match="reaches from 2017-01-01 to 2017-12-31"):
        world.tick(7)
    assert world.clock == date(2017, 12, 28)


def test_another_scale_than_the_folder_holds_is_refused(tmp_path: Path) -> None:
    World(tmp_path / "a", scale=3)
    with pytest.raises(WeirError, match="scale 3, not 1"):
        World(tmp_path / "a", scale=1)
    assert World(tmp_path / "a").scale == 3


@pytest.mark.parametrize("scale", [0, -1])
def test_a_scale_below_one_is_refused(tmp_path: Path, scale: int) -> None:
    with pytest.raises(WeirError, match="is no scale"):
        World(tmp_path / "a", scale=scale)


def test_a_folder_of_another_home_is_refused(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    World(home / "sandbox")
    other = tmp_path / "other"
    other.mkdir()
    (home / "sandbox").rename(other / "sandbox")
    monkeypatch.setenv(HOME_VARIABLE, str(other))
    with pytest.raises(WeirError, match="does not belong to the state folder"):
        World(other / "sandbox")


def test_instants_begin_at_eleven_in_new_york_and_grow_over_restarts(tmp_path: Path) -> None:
    seen = [World(tmp_path / "a", clock=date(2017, 7, 1)).instant() for _ in range(3)]
    world = World(tmp_path / "a")
    seen += [world.instant(), world.instant()]
    assert seen == sorted(set(seen))
    assert timedelta(0) <= seen[0] - datetime(2017, 7, 2, 3, tzinfo=UTC) < timedelta(minutes=1)
    world.set_clock(date(2017, 12, 1))
    assert world.instant() - datetime(2017, 12, 2, 4, tzinfo=UTC) < timedelta(minutes=1)


def test_an_instant_stays_within_the_clocks_day_however_long_the_sandbox_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "a", clock=date(2017, 7, 1))
    later = time.time() + 10 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    first, second = world.instant(), world.instant()
    assert first == datetime(2017, 7, 2, 3, 50, tzinfo=UTC)
    assert second > first


def test_an_instant_does_not_go_back_with_the_machines_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "a")
    before = world.instant()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert world.instant() > before


def test_tokens_survive_a_restart_and_differ_between_worlds(tmp_path: Path) -> None:
    token = World(tmp_path / "a").secret("token")
    assert World(tmp_path / "a").secret("token") == token
    assert World(tmp_path / "b").secret("token") != token


def test_callbacks_see_the_moved_clock(tmp_path: Path) -> None:
    world = World(tmp_path / "a")
    seen: list[date] = []
    world.on_tick(lambda: seen.append(world.clock))
    world.tick(2)
    world.set_clock(world.clock)  # not moved: nobody is called
    assert seen == [date(2017, 12, 2)]
