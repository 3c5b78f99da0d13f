"""Rates that a vendor states are kept over all processes; pools get the sizes that are declared."""

import multiprocessing
import time
from pathlib import Path

import dagster as dg
import pytest

from weir import limits
from weir.errors import WeirError
from weir.home import find_project
from weir.limits import Limit
from weir.retry import UnavailableError
from weir.throttle import Throttle


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    return tmp_path


def declared(project: Path, text: str) -> dict[str, Limit]:
    (project / "deploy").mkdir(exist_ok=True)
    (project / limits.FILE).write_text(text)
    return limits.read(project)


def test_the_projects_own_limits_are_those_that_its_vendors_state() -> None:
    found = limits.read(find_project())
    assert found["crm"] == Limit(steps=1, requests=100, seconds=10)
    assert found["fivetran"].requests is not None
    assert found["fivetran"].requests <= 500, "a trial account has 500 an hour"
    assert found["fivetran"].seconds == 3600
    assert found["warehouse"] == Limit(steps=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("crm: {requests: many}", "`requests: many` is no rate"),
        ("crm: {requests: 0/10s}", "`requests: 0/10s` is no rate"),
        ("crm: {step: 1}", "the keys `steps` and `requests`"),
        ("crm: {steps: 0}", "`steps: 0` is no number"),
        ("crm: 3", "the keys `steps` and `requests`"),
        ("[crm]", "must map systems"),
        ("crm: {", "no YAML"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WeirError, match=said) as raised:
        declared(tmp_path, text)
    assert str(tmp_path / limits.FILE) in str(raised.value.where)


def test_without_a_file_nothing_is_limited(tmp_path: Path) -> None:
    assert limits.read(tmp_path) == {}


def test_a_rate_is_the_vendors_and_not_the_sandboxs() -> None:
    assert limits.throttle("crm", "https://api.hubapi.com").count == 100
    assert limits.throttle("crm", "http://127.0.0.1:4000/hubspot").count is None


def ask(path: str, times: int) -> None:
    turn = Throttle("crm", Path(path), count=5, seconds=0.6)
    for _ in range(times):
        turn.wait()


def test_processes_share_one_rate(tmp_path: Path) -> None:
    """Twenty requests of four processes at five in 0.6 s: the last may go after 1.8 s."""
    path = tmp_path / "rates" / "crm"
    context = multiprocessing.get_context("fork")
    began = time.monotonic()
    asking = [context.Process(target=ask, args=(str(path), 5)) for _ in range(4)]
    for process in asking:
        process.start()
    for process in asking:
        process.join(30)
    assert [process.exitcode for process in asking] == [0] * 4
    assert time.monotonic() - began >= 1.8


def test_a_used_up_hour_ends_with_words_instead_of_an_hours_silence(tmp_path: Path) -> None:
    turn = Throttle("fivetran", tmp_path / "rates" / "fivetran", count=2, seconds=3600)
    turn.wait()
    turn.wait()
    with pytest.raises(UnavailableError, match="fivetran takes 2 requests in 3600 s") as raised:
        turn.wait()
    assert raised.value.fix
    assert "run again after that time" in raised.value.fix


def test_a_clock_that_was_set_back_blocks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "crm"
    path.write_text("\n".join(str(time.time() + 86400) for _ in range(5)))
    began = time.monotonic()
    Throttle("crm", path, count=5, seconds=10).wait()
    assert time.monotonic() - began < 5


def test_pools_get_their_sizes_and_a_change_of_the_file_changes_them(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        limits.apply(instance, {"fivetran": Limit(steps=4), "crm": Limit(steps=1)})
        assert _sizes(instance) == {"fivetran": 4, "crm": 1}
        limits.apply(instance, {"fivetran": Limit(steps=2), "crm": Limit(requests=1, seconds=1)})
        assert _sizes(instance) == {"fivetran": 2, "crm": 1}


def _sizes(instance: dg.DagsterInstance) -> dict[str, int]:
    return {pool.name: pool.limit for pool in instance.event_log_storage.get_pool_limits()}
