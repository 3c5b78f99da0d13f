"""Dagster's home under the state folder."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

from weir import limits
from weir.adapters.dagster_alembic import remember_revisions
from weir.adapters.dagster_batch import store_batches_at_once
from weir.adapters.dagster_schedules import remember_tables
from weir.adapters.dagster_sqlite import kept_open, records, remember_engines
from weir.errors import WeirError
from weir.home import Home

IDENTITY = "weir_identity"


def prepare(home: Home) -> None:
    """Make DAGSTER_HOME from `deploy/local/dagster.yaml`, and name it to child processes.

    Raises:
        WeirError: the folder belongs to another state folder, or the configuration is missing.
    """
    folder = home.dagster
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / IDENTITY
    if not mark.exists():
        mark.write_text(home.identity)
    if mark.read_text() != home.identity:
        raise WeirError(
            "Dagster's home does not belong to this state folder",
            where=folder,
            fix="put the right folder back, or run `weir reset` to start anew",
        )
    source = home.project / "deploy" / "local" / "dagster.yaml"
    try:
        wanted = source.read_text()
    except FileNotFoundError as error:
        raise WeirError(
            "Dagster's configuration is missing", where=source, fix="restore it from git"
        ) from error
    target = folder / "dagster.yaml"
    if not target.exists() or target.read_text() != wanted:
        made = folder / f".dagster.yaml.{os.getpid()}"
        made.write_text(wanted)
        made.replace(target)
    os.environ["DAGSTER_HOME"] = str(folder)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")


def quicken() -> None:
    """Spare this process, and those forked from it, what each look at the records does again."""
    remember_revisions()
    remember_engines()
    remember_tables()
    store_batches_at_once()


@contextmanager
def open_instance(home: Home) -> Generator[dg.DagsterInstance]:
    """The Dagster instance of a home, its pools as large as `deploy/limits.yaml` says."""
    prepare(home)
    quicken()
    with _opened(home) as instance, kept_open(records(home.dagster)):
        limits.apply(instance, limits.read(home.project))
        yield instance


def _opened(home: Home) -> dg.DagsterInstance:
    try:
        return dg.DagsterInstance.get()
    except Exception as error:
        raise WeirError(
            f"Dagster's records can't be opened: {type(error).__name__}: {error}",
            where=home.dagster / "dagster.yaml",
            fix="correct deploy/local/dagster.yaml; with storage in PostgreSQL, start the server "
            "and set DAGSTER_POSTGRES_URL to its address",
        ) from error
