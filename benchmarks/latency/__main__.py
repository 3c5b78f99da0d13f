"""Run the demo in a folder of its own, let things happen at its sources, and print what follows."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import dagster as dg

from benchmarks.latency.chain import PLACES, Chain, expected, settle, watch
from benchmarks.latency.happening import Sources
from benchmarks.latency.idle import measure, memory
from benchmarks.latency.platform import Platform, dagster_dev, free_port, weir_up
from benchmarks.latency.price import DOLLARS, RATES, chains_of_a_day
from benchmarks.spent import script
from weir.environment import current
from weir.graph.build import load_graph

PATIENCE = 900.0  # seconds that a chain may take
COOLDOWN = 300.0  # seconds, for the table of costs
Start = Callable[[Path, int], AbstractContextManager[Platform]]


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="of each event")
    parser.add_argument("--idle", type=float, default=300.0, help="seconds of the idle measurement")
    parser.add_argument("--state", type=Path, help="a state folder after `weir run`, to start from")
    parser.add_argument("--only", choices=["weir", "stock"], help="leave the other out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        state = given.state or Path(folder) / ".weir"
        os.environ["WEIR_HOME"] = str(state)
        weir = [script("weir")]
        subprocess.run([*weir, "run"], check=True, stdout=subprocess.DEVNULL)
        if given.only != "stock":
            platform("weir up", weir_up, state, given.rounds, given.idle)
        if given.only != "weir":
            platform("dagster dev, defaults", dagster_dev, state, given.rounds, given.idle)


def platform(title: str, start: Start, state: Path, rounds: int, idle: float) -> None:
    """Measure one of the two."""
    with start(state, free_port()) as running:
        say(f"\n{title}: ready after {running.seconds:.1f} s")
        os.environ["DAGSTER_HOME"] = str(state / "dagster")
        with dg.DagsterInstance.get() as instance:
            settle(instance)
            say(f"memory {memory(running.process):.0f} MB (shared pages divided)")
            for happening in Sources(state).happenings():
                chains: list[Chain] = []
                for _ in range(rounds):
                    wanted = expected(load_graph(current()), happening.asset)
                    began = time.time()
                    happening.cause()
                    chains.append(watch(instance, wanted, began, PATIENCE))
                    settle(instance)
                report(happening.title, chains)
        used = measure(running.process, running.names(), idle)
        say(f"idle for {idle:.0f} s, per cent of one core: {sum(used.values()):.1f} in all")
        for name, share in sorted(used.items(), key=lambda pair: -pair[1]):
            say(f"  {share:5.2f} {name}")


def report(title: str, chains: list[Chain]) -> None:
    """Print what the rounds of one event gave."""
    say(f"{title} ({len(chains)} rounds)")
    spent: list[float] = []
    for name, prefix in PLACES.items():
        times = [at for chain in chains if (at := chain.until(prefix)) is not None]
        if not times:
            say(f"  {name}: not concerned")
            continue
        whole = statistics.median(times)
        work = statistics.median(c.compute(c.until(prefix) or 0.0) for c in chains)
        say(f"  {name}: {whole:.1f} s = compute {work:.1f} + orchestration {whole - work:.1f}")
    spent = [max(c.made.values()) - c.began for c in chains if c.made]
    over = [s - c.compute(s) for s, c in zip(spent, (c for c in chains if c.made), strict=True)]
    if not spent:
        say("  nothing followed: its sensor is off, or found nothing")
        return
    say(
        f"  whole chain: {statistics.median(spent):.1f} s, orchestration, median "
        f"{statistics.median(over):.1f} s ({min(over):.1f} to {max(over):.1f})"
    )
    made = statistics.median(c.count for c in chains)
    price = statistics.median(c.credits for c in chains)
    runs = statistics.median(c.runs for c in chains)
    say(f"  {runs:.0f} runs, {made:.0f} materializations, {price:.0f} credits an event")
    for rate in RATES:
        free, braked = (
            price * chains_of_a_day(rate, cooldown, statistics.median(spent))
            for cooldown in (0.0, COOLDOWN)
        )
        say(
            f"  {rate} an hour: {free:,.0f} credits a day (${free * DOLLARS:,.2f}), with a "
            f"cooldown of {COOLDOWN / 60:.0f} min {braked:,.0f} (${braked * DOLLARS:,.2f})"
        )


if __name__ == "__main__":
    main()
