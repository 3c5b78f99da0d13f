"""Execute a run that exists already, in this process: the command that all launchers start.

`dagster api execute_run` is how the launchers for Docker, Kubernetes and ECS start a run; its
argument is built by a class that Dagster exports nowhere (dagster._grpc.types.ExecuteRunArgs), and
there is no function of the public API that executes a run by its id.
"""

import sys
from importlib.metadata import entry_points

import dagster as dg
from dagster._grpc.types import ExecuteRunArgs


def execute(run_id: str) -> int:
    """Execute a run to its end; 0 also where the run failed and said so in its own events."""
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
        if run is None or run.job_code_origin is None:
            raise LookupError(run_id)
        order = ExecuteRunArgs(
            job_origin=run.job_code_origin, run_id=run_id, instance_ref=instance.get_ref()
        )
    command = list(order.get_command_args())
    return console_script("dagster", command[command.index("api") :])


def console_script(name: str, arguments: list[str]) -> int:
    """Run an installed command in this process; its exit code."""
    sys.argv = [name, *arguments]
    (entry,) = entry_points(group="console_scripts", name=name)
    try:
        entry.load()()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0
