"""Seconds of each step of the newest run, from Dagster's own log."""

import sqlite3
from pathlib import Path


def seconds_of_steps(state: Path) -> dict[str, float]:
    """Seconds by step key."""
    runs = sorted(
        (state / "dagster" / "history" / "runs").glob("*-*.db"), key=lambda p: p.stat().st_mtime
    )
    with sqlite3.connect(runs[-1]) as connection:
        rows = connection.execute(
            "select step_key, min(strftime('%J', timestamp)), max(strftime('%J', timestamp)) "
            "from event_logs where dagster_event_type in ('STEP_START', 'STEP_SUCCESS') "
            "group by step_key"
        ).fetchall()
    return {key: (float(last) - float(first)) * 86400 for key, first, last in rows}
