"""Carry out a plan, run by run, in one child process."""

import json
import selectors
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import IO, Self

import dagster as dg

from weir.errors import WeirError
from weir.gate import COMMAND_TAG
from weir.graph.model import Graph
from weir.home import Home
from weir.override import Override, standing_ids
from weir.plan.model import Plan
from weir.records import Records, read_records
from weir.run.batch import Batch, batches
from weir.run.events import Event, follow
from weir.run.outcome import Outcome, innocent, judge
from weir.run.progress import Progress
from weir.run.recover import recover

POLL = 0.25  # seconds between two looks at the run's events
# A daemon that finds the run failed must not promise a retry: it could not start it.
NO_DAEMON = {"dagster/max_retries": "0"}


class OverdueError(WeirError):
    """A run took longer than any may."""


class Executor:
    """The child process that executes runs; it ends when we do."""

    def __init__(self, home: Home) -> None:
        self.log = home.state / "logs" / "run.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._sink: IO[str] = self.log.open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "weir.run.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._sink,
            text=True,
            cwd=home.project,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._sink.close()

    def start(self, batch: Batch, run_id: str, tags: dict[str, str]) -> None:
        """Ask for one run."""
        request = {
            "run_id": run_id,
            "assets": batch.assets,
            "checks": batch.checks,
            "partitions": batch.partitions,
            "tags": {**batch.tags, **tags},
        }
        if self._process.stdin is None:
            raise self._died()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._died() from error

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def _died(self) -> WeirError:
        tail = "\n".join(self.log.read_text().strip().splitlines()[-20:])
        return WeirError(
            f"the executing process ended (code {self._process.poll()}):\n{tail}",
            where=self.log,
            fix="read the log; `weir run` again goes on where this one stopped",
        )

    def wait(self, look: Callable[[], bool], limit: float = 0) -> bool:
        """Look at the run until it is answered; whether it succeeded.

        Args:
            look: looks, and says whether a step has begun.
            limit: seconds from then on after which the process is killed with its run; 0: none.
                Under a daemon Dagster's monitor does that; it can't end a run in process.

        Raises:
            OverdueError: the run took longer than that.
            WeirError: the process died.
        """
        began: float | None = None
        stream = self._process.stdout
        if stream is None:
            raise self._died()
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while not selector.select(timeout=POLL):
                if look() and began is None:
                    began = time.monotonic()
                if limit and began is not None and time.monotonic() - began > limit:
                    self._process.kill()
                    self._process.wait()
                    raise OverdueError(
                        f"the run took longer than {limit:.0f} s and was ended",
                        where="deploy/local/dagster.yaml, run_monitoring.max_runtime_seconds",
                        fix="look into the log for the step that hangs, or raise the limit",
                    )
        line = stream.readline()
        look()
        if not line:
            self._process.wait()
            raise self._died()
        return bool(json.loads(line)["succeeded"])


@dataclass
class Runner:
    """Carries out plans.

    Attributes:
        command: the command line that repeats this, recorded in each run.
        show: called with each event and the location that it belongs to.
        override: the failing checks that hold nothing back this time.
        tags: further tags of each run.
    """

    graph: Graph
    home: Home
    instance: dg.DagsterInstance
    command: str
    show: Callable[[Event, str], None] = field(default=lambda _event, _location: None)
    override: Override | None = None
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    def carry_out(self, plan: Plan, executor: Executor | None = None) -> Outcome:
        """Execute a plan.

        When a step fails, Dagster executes none of the steps behind it, not even for the assets
        that the failure does not concern; these are run once more, without the others, so that
        a bad asset stops its own consumers and nobody else.

        Args:
            executor: the process that executes; one of its own if None.
        """
        outcome = Outcome(planned=len(plan.assets))
        with nullcontext(executor) if executor else Executor(self.home) as process:
            rest = plan
            while not rest.empty:
                steps = self._pass(process, rest, outcome)
                undone = [k for k in rest.assets if k not in outcome.made]
                for key in undone:
                    if (error := steps.get(key)) is not None:
                        outcome.failed[key] = error
                records = self._records()
                again = innocent(self.graph, outcome, undone, records)
                if not again or again == set(rest.assets):
                    for key in again:
                        outcome.failed.setdefault(key, "its step did not make it, and said nothing")
                    break
                rest = rest.without(set(rest.assets) - again)
        outcome.unanswered = [c for c in plan.checks if c not in outcome.checks]
        records = self._records()
        judge(self.graph, outcome, records)
        if self.override:
            really = read_records(self.instance, self.graph)
            outcome.overridden = sorted(
                standing_ids(self.graph, really) - standing_ids(self.graph, records)
            )
        return outcome

    def _records(self) -> Records:
        records = read_records(self.instance, self.graph)
        return records.forgiving(self.override.checks) if self.override else records

    def _pass(self, executor: Executor, plan: Plan, outcome: Outcome) -> dict[str, str]:
        """Run all batches; the error of each asset whose step failed.

        An asset that one batch did not make is not made, whatever another made of it: what hangs
        on it is left out of all that follow.
        """
        errors: dict[str, str] = {}
        lost: set[str] = set()
        for batch in batches(self.graph, plan):
            ready = tuple(key for key in batch.assets if lost.isdisjoint(self.graph.ancestors(key)))
            if not ready and not batch.checks:
                continue
            run_id = str(uuid.uuid4())
            outcome.runs.append(run_id)
            before, outcome.made = outcome.made, {}
            errors |= self._run(executor, replace(batch, assets=ready), run_id, outcome)
            lost |= {key for key in ready if key not in outcome.made}
            outcome.made = before | outcome.made
        for key in lost:
            outcome.made.pop(key, None)
        return errors

    def _run(
        self, executor: Executor, batch: Batch, run_id: str, outcome: Outcome
    ) -> dict[str, str]:
        progress = Progress(self.graph, self.override)
        cursor: list[str | None] = [None]

        def look() -> bool:
            events, cursor[0] = follow(self.instance, run_id, cursor[0])
            for event in events:
                location = progress.enter(event, outcome)
                self.show(event, location)
            return bool(progress.began)

        tags = {**self.tags, **(self.override.tags if self.override else {})}
        executor.start(batch, run_id, {COMMAND_TAG: self.command, **NO_DAEMON, **tags})
        try:
            succeeded = executor.wait(look, self.instance.run_monitoring_max_runtime_seconds)
        except OverdueError:
            recover(self.instance, patience=10.0)
            raise
        if not succeeded and not progress.explained:
            time.sleep(POLL)
            look()
        if not succeeded and not progress.explained:
            tail = executor.log.read_text().strip().splitlines()[-3:]
            message = "the run failed: " + " ".join(tail)
            outcome.errors[run_id] = message
            return dict.fromkeys(batch.assets, message)
        return progress.errors
