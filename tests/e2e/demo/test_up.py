"""`weir up` keeps source, marts, features, dashboards and CRM in step by itself."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
import psutil
import pytest
from tests.e2e.demo.picture import picture
from tests.e2e.demo.platform import Platform
from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

PATIENCE = 600.0  # seconds for a chain over four locations, on a busy machine
BAD = "select order_id from {{ ref('int__shop__order_values') }} limit 1\n"


@contextmanager
def up(platform: Platform) -> "Iterator[subprocess.Popen[str]]":
    """The platform while `weir up` runs; ended as a person ends it, leaving no process."""
    log = platform.folder / "up.log"
    process = platform.start("up", "--port", str(free_port()), output=log)
    try:
        platform.until(lambda: "ready in" in log.read_text(), process, "never ready")
        yield process
        if process.returncode == -signal.SIGKILL:  # the test's own doing
            return
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, log.read_text()
        assert [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
    finally:
        if process.poll() is None:
            platform.kill(process)


def made_since(platform: Platform, moment: float) -> Counter[str]:
    """How often each asset was materialized since a moment."""
    with platform.instance() as records:
        keys = records.get_asset_keys()
        counted: Counter[str] = Counter()
        for key in keys:
            wanted = dg.AssetRecordsFilter(asset_key=key, after_timestamp=moment)
            found = records.fetch_materializations(wanted, limit=500).records
            counted[key.to_user_string()] = len({record.run_id for record in found})
    return +counted


def wait(happened: Callable[[], object], process: "subprocess.Popen[str]", what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, "weir up ended"
        assert time.monotonic() < deadline, what
        time.sleep(2)


def working(platform: Platform) -> int:
    """Number of runs that have not ended."""
    statuses = [
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
    ]
    with platform.instance() as records:
        return records.get_runs_count(dg.RunsFilter(statuses=statuses))


def arrived(platform: Platform, expected: dict[str, Any]) -> bool:
    """Whether all is as expected. What comes last is asked first: the whole picture is costly."""
    return (
        not working(platform)
        and platform.contacts() == expected["contacts"]
        and platform.contents("mart") == expected["mart"]
        and picture(platform) == expected
    )


def test_a_week_at_the_sources_goes_through_to_pages_and_crm_once_and_by_itself(
    platform: Platform, uninterrupted: dict[str, Any]
) -> None:
    before = time.time()
    with up(platform) as process:
        platform.tick(7)
        wait(
            lambda: arrived(platform, uninterrupted),
            process,
            "the week never went through",
        )
        page = (platform.state / "dashboards" / "index.html").stat().st_mtime
        assert page > before
        counted = made_since(platform, before)
        assert {key: n for key, n in counted.items() if n > 1} == {}
        assert counted["audiences/win_back"] == 1
        with platform.instance() as records:
            runs = records.get_runs_count()
        time.sleep(30)
        with platform.instance() as records:
            assert records.get_runs_count() == runs, "a run was started though nothing was new"
    assert "nothing to do" in platform.run()


def test_a_kill_opens_no_gate_and_the_mended_check_lets_the_chain_go_on_to_its_end(
    platform: Platform, uninterrupted: dict[str, Any]
) -> None:
    test = platform.folder / "transform" / "tests" / "assert_no_order.sql"
    with up(platform) as process:
        test.write_text(BAD)
        wait(lambda: failing(platform), process, "the new test was never run")
        before = time.time()
        platform.tick(7)
        wait(lambda: working(platform), process, "no run was started")
        time.sleep(3)
        platform.kill(process)
    with up(platform) as process:
        wait(
            lambda: (
                settled(platform, process)
                and made_since(platform, before)["mart/mrt__marketing__daily_spend"]
            ),
            process,
            "what the check does not concern was not made",
        )
        counted = made_since(platform, before)
        assert counted["pos/order_lines"] >= 1
        assert counted["features/ftr__customer__rfm"] == 0
        assert counted["audiences/win_back"] == 0
        test.unlink()
        wait(
            lambda: arrived(platform, uninterrupted),
            process,
            "the chain did not go on after the kill, or after the check was mended",
        )
    assert "nothing to do" in platform.run()


def settled(platform: Platform, process: "subprocess.Popen[str]") -> bool:
    """Whether no run works for a while: between two runs of a chain there are seconds."""
    for _ in range(15):
        if working(platform) or process.poll() is not None:
            return False
        time.sleep(1)
    return True


def failing(platform: Platform) -> bool:
    key = dg.AssetCheckKey(dg.AssetKey(["int", "int__shop__order_values"]), "assert_no_order")
    with platform.instance() as records:
        found = records.event_log_storage.get_latest_asset_check_execution_by_key([key])
        event = found[key].event if key in found else None
        evaluation = event.asset_check_evaluation if event else None
        return evaluation is not None and not evaluation.passed
