"""A dbt process of our own: what it reports as it goes, and how it ends."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from weir.components.dbt import speech
from weir.components.dbt.project import Project
from weir.errors import WeirError

STOP_SECONDS = 20.0  # dbt cancels its queries and ends; after that it is killed
TAIL = 4000  # characters of a crashed process's output that are shown


@dataclass(frozen=True)
class Command:
    """One dbt command.

    Attributes:
        select: unique ids, exactly; None: the whole project.
        wait: tests that a node must wait for, besides those that dbt makes it wait for.
        anew: incremental models that are built from the start.
    """

    name: str
    options: Sequence[str] = ()
    select: Sequence[str] | None = None
    wait: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    anew: Sequence[str] = ()


@contextlib.contextmanager
def started(
    project: Project,
    commands: Sequence[Command],
    *,
    count: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> Generator[Iterator[dict[str, Any]]]:
    """Start dbt: it parses the project, then runs the commands. Yields its answers.

    However the block is left, dbt has ended afterwards: interrupted first, so that it cancels
    its queries, killed if that takes too long. Should this process be killed, it notices.

    Args:
        count: relations whose rows are counted when their node is done, by unique id.

    Raises:
        WeirError: dbt could not do what it was asked for, or ended without an answer.
    """
    request = {
        "options": [*project.options(), *options],
        "dialect": project.warehouse.dialect,
        "commands": [asdict(command) for command in commands],
        "count": dict(count or {}),
    }
    ours, theirs = os.pipe()
    with tempfile.TemporaryFile() as output, os.fdopen(ours) as answers:
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "weir.adapters.dbt", str(theirs)],
                cwd=project.directory,
                env=project.child_environment(),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs],
                # A terminal's Ctrl-C must reach it once, through us.
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        try:
            assert process.stdin is not None  # noqa: S101 - for the type checker
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            yield _answers(project, process, answers, output)
        finally:
            _stop(process)


def _answers(
    project: Project, process: subprocess.Popen[bytes], answers: IO[str], output: IO[bytes]
) -> Iterator[dict[str, Any]]:
    answered = False
    for line in answers:
        answer: dict[str, Any] = json.loads(line)
        if answer["kind"] == "failed":
            raise speech.refused(project, answer["text"])
        answered = answered or answer["kind"] == "done"
        yield answer
    code = process.wait()
    if code in (0, 1):  # 1: some node failed, which the answers have said
        return
    output.seek(0)
    tail = output.read().decode(errors="replace")[-TAIL:].strip()
    raise WeirError(
        f"dbt ended before it was done (exit code {code})\n{tail}".rstrip(),
        where=project.directory,
        fix=f"look into {project.target / 'logs' / 'dbt.log'}",
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.stdin is not None  # noqa: S101 - for the type checker
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.wait()
