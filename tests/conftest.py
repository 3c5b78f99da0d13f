"""What is done once for all tests of a process."""

import os

import pytest

from weir.adapters.dagster_alembic import remember_revisions
from weir.adapters.dagster_sqlite import remember_engines


@pytest.fixture(scope="session", autouse=True)
def dagsters_records_are_opened_fast() -> None:
    """As in Weir's own processes: most tests have an instance, and each would read 90 scripts."""
    remember_revisions()
    remember_engines()


@pytest.fixture(scope="session", autouse=True)
def suggested_commands_are_spelled_alike() -> None:
    """However the tests are started: by `uv run` or in an active environment."""
    os.environ.pop("UV", None)
