"""Let days pass under `weir up` while things go wrong, and judge what came of it."""

import argparse
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from benchmarks.control import Control
from benchmarks.latency.platform import Platform, free_port, weir_up
from benchmarks.soak import runs
from benchmarks.soak.contents import contacts, differences, marts
from benchmarks.soak.faults import Faults
from benchmarks.soak.memory import Memory
from benchmarks.soak.replay import clone, replay, weir
from benchmarks.soak.verdict import Verdict

QUIET = 30.0  # seconds in which no run works, after which the chain has come to rest
PATIENCE = 1800.0  # seconds for that, after the last tick


def main() -> None:
    """Soak, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30, help="of a tick each")
    parser.add_argument("--every", type=float, default=60.0, help="seconds between two ticks")
    parser.add_argument("--seed", type=int, default=1, help="decides what goes wrong")
    parser.add_argument("--state", type=Path, help="a state folder after `weir run`; left as it is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if given.state:
            clone(given.state.resolve(), place / "soak")
        else:
            weir(place / "soak", "run")
        clone(place / "soak", place / "replay")
        verdict = _soak(place / "soak", given.minutes, given.every, given.seed, place / "replay")
    sys.stdout.write(verdict.text())
    sys.exit(0 if verdict.good else 1)


def _soak(state: Path, ticks: int, every: float, seed: int, other: Path) -> Verdict:
    _say("the same days without faults")
    replay(other, ticks)
    expected = marts(other) | contacts(other)
    os.environ |= {"WEIR_HOME": str(state), "DAGSTER_HOME": str(state / "dagster")}
    verdict, began = Verdict(ticks), time.time()
    with weir_up(state, free_port()) as platform:
        memory = Memory(platform.process.pid, state / "up" / "processes.json")
        faults = Faults(Control(state), random.Random(seed))
        with dg.DagsterInstance.get() as instance:
            _days(platform, faults, verdict, every)
            verdict.settled = runs.settle(
                instance, lambda: marts(state) | contacts(state) == expected, QUIET, PATIENCE
            )
            verdict.runs, verdict.stuck = runs.since(instance, began)
        verdict.thirds = memory.end()
    verdict.seconds, verdict.exit_code = time.time() - began, platform.exit_code()
    verdict.tables = len(marts(other))
    verdict.differing = differences(marts(state) | contacts(state), expected)
    verdict.left = weir(state, "run", "--plan").strip().splitlines()[-1]
    return verdict


def _days(platform: Platform, faults: Faults, verdict: Verdict, every: float) -> None:
    """A tick and a fault each time; at the end all that is broken is mended."""
    due = time.monotonic()
    for number in range(verdict.ticks):
        fault = faults.inject()
        verdict.faults[fault.partition(" of ")[0] if "receipts" in fault else fault] += 1
        faults.control.ask("POST", "tick", {"days": 1})
        _say(f"tick {number + 1}: {fault}")
        due += every
        while time.monotonic() < due:
            assert platform.process.is_running(), "weir up ended"
            time.sleep(1)
    faults.end()
    _say("no more faults")


def _say(line: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {line}\n")


if __name__ == "__main__":
    main()
