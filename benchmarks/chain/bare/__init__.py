"""The same work by bare tools: one process after the other, no Dagster in any."""

from pathlib import Path

from benchmarks.chain.bare import dbt
from benchmarks.spent import Spent, command, script

PYTHON = [script("python"), "-m"]


def run(folder: Path, project: Path) -> dict[str, Spent]:
    """Do the work on the state folder of this process, whose sandbox is running.

    Returns:
        What each location's part took.
    """
    first, second = dbt.commands(project, folder)
    environment = dbt.environment(folder)
    ingestion = _module("ingestion") + _module("fivetran")
    models = command(first, environment=environment)
    features = _module("features") - _module("imports")
    models += command(second, environment=environment)
    serving = _module("pages") + _module("crm")
    return {
        "ingestion": ingestion,
        "transformation": models,
        "ml_features": features,
        "serving": serving,
    }


def _module(name: str) -> Spent:
    return command([*PYTHON, f"benchmarks.chain.bare.{name}"])
