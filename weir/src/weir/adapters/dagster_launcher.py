"""What a run launcher answers to Dagster's run monitoring.

`RunLauncher` is an extension point, and its health check must return these two; no public module
exports them.
"""

from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

__all__ = ["CheckRunHealthResult", "WorkerStatus"]
