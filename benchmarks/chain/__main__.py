"""Run the demo once, and print what each part costs relative to bare tools."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.chain.bare import build
from benchmarks.chain.steps import seconds_of_steps
from weir.environment import current
from weir.home import find_project
from weir.sandbox_process import running


def weir(*words: str) -> float:
    """Run the command; seconds."""
    began = time.perf_counter()
    subprocess.run([str(Path(sys.executable).with_name("weir")), *words], check=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    scale = str(parser.parse_args().scale)
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / ".weir"
        os.environ["WEIR_HOME"] = str(state)
        full = weir("run", "--scale", scale)
        steps = seconds_of_steps(state)
        nothing = weir("run", "--scale", scale)
        bare: dict[str, float] = {}
        with running(current(), scale=int(scale)):
            for source in ("shop", "loyalty"):
                done = subprocess.run(
                    [sys.executable, "-m", "benchmarks.chain.bare", source],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                bare[source] = float(done.stdout.splitlines()[-1])
        # A copy under the same name: dbt writes the database's name into its views.
        copy = Path(folder) / "copy" / "warehouse.duckdb"
        copy.parent.mkdir()
        shutil.copy(state / "live" / "warehouse.duckdb", copy)
        dbt = build(find_project() / "transform", copy)
        weir("sandbox", "tick", "--days", "7")
        week = weir("run", "--scale", scale)
    ours = sum(spent for step, spent in steps.items() if step.startswith("dbt"))
    number = sum(step.startswith("dbt") for step in steps)
    lines = [f"scale {scale}: full run {full:.1f} s"]
    lines += [
        f"ingestion {name}: Dagster {steps[f'load_{name}']:.1f} s, bare dlt {spent:.1f} s, "
        f"ratio {steps[f'load_{name}'] / spent:.2f}"
        for name, spent in bare.items()
    ]
    lines.append(
        f"transformation: {number} dbt steps {ours:.1f} s, bare dbt build {dbt:.1f} s, "
        f"ratio {ours / dbt:.2f}"
    )
    others = {s: t for s, t in steps.items() if not s.startswith(("load_", "dbt"))}
    lines += [f"{step}: {spent:.1f} s" for step, spent in sorted(others.items())]
    lines += [f"no-op ÷ full: {nothing / full:.3f}", f"week ÷ full: {week / full:.2f}"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
