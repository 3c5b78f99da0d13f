"""The process that loads a generated location, and runs it if asked to."""

import importlib
import os
import sys
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from benchmarks.dbt.generate import name

JOB = "job"
Loaded = tuple[dg.Definitions, dg.RepositoryDefinition]


def main() -> None:
    """`ours|stock prepare|load|full|one`."""
    side, what = sys.argv[1:]
    if side == "ours" and what == "prepare":
        _graph()
        return
    key = dg.AssetKey(["mart", name(0)]) if what == "one" else None
    selection = dg.AssetSelection.assets(key) if key else dg.AssetSelection.all()
    definitions, repository = _load(selection)
    assets = repository.asset_graph.get_all_asset_keys()
    assert assets, "the location has no asset"
    if what in ("full", "one"):
        run_id = str(uuid.uuid4())
        with as_weir_runs(run_id) if side == "ours" else dg.DagsterInstance.get() as instance:
            _run(instance, run_id, definitions, 1 if key else len(assets))


def _load(selection: dg.AssetSelection) -> Loaded:
    """The location with a job, resolved once: a repository of thousands takes a second."""
    own: dg.Definitions = importlib.import_module("place.definitions").defs()
    job = dg.define_asset_job(JOB, selection=selection)
    definitions = dg.Definitions.merge(own, dg.Definitions(jobs=[job]))
    return definitions, definitions.get_repository_def()


def _graph() -> None:
    from weir.environment import current
    from weir.graph.build import load_graph

    load_graph(current())


@contextmanager
def as_weir_runs(run_id: str) -> Generator[dg.DagsterInstance]:
    """The records as `weir run` has them."""
    from weir.adapters.dagster_sqlite import kept_open, log_kept_open, records
    from weir.dagster_home import quicken

    quicken()
    folder = Path(os.environ["DAGSTER_HOME"])
    with (
        dg.DagsterInstance.get() as instance,
        kept_open(records(folder)),
        log_kept_open(instance, folder, run_id),
    ):
        yield instance


def _run(
    instance: dg.DagsterInstance,
    run_id: str,
    definitions: dg.Definitions,
    wanted: int,
) -> None:
    """Execute in this process, with records on disk; all that was asked for must be made."""
    job = definitions.resolve_job_def(JOB)
    result = job.execute_in_process(instance=instance, run_id=run_id)
    made = {event.asset_key for event in result.get_asset_materialization_events()}
    checked = result.get_asset_check_evaluations()
    assert len(made) == wanted, f"{len(made)} of {wanted} assets were made"
    assert len(checked) == wanted, f"{len(checked)} of {wanted} tests were run"


if __name__ == "__main__":
    main()
