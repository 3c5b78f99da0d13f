"""What dbt says when it fails, said as what is wrong, where, and what to do."""

import re

from weir.components.dbt.project import Project
from weir.errors import WeirError
from weir.retry.kinds import TransientError, passing

ENV_VAR = re.compile(r"Env var required but not provided: '([^']+)'")
LOCK = re.compile(r'Could not set lock on file "([^"]+)".*?(?:PID (\d+)|$)', re.DOTALL)
PACKAGES = re.compile(r"specified in \S+, but only \d+\s+package\S* installed")
IN_FILE = re.compile(r"\(([\w./-]+\.(?:sql|py|ya?ml|csv))\)")
CONTRACT = re.compile(
    r"^\s*\|\s*(\w+)\s*\|\s*(.*?)\s*\|\s*(.*?)\s*\|\s*(.+?)\s*\|\s*$", re.MULTILINE
)
HEADINGS = re.compile(
    r"^((Runtime|Compilation|Database|Parsing|Dependency) Error|Encountered an error)\b"
)

LONG = 600  # characters of a message that an error quotes


def refused(project: Project, text: str) -> WeirError:
    """The error for what keeps dbt from starting on any node."""
    if found := ENV_VAR.search(text):
        return WeirError(
            f"dbt reads the environment variable {found[1]}, which is not set",
            where=_file(project, text) or project.directory / "profiles.yml",
            fix=f"set {found[1]}, or give it a default: env_var('{found[1]}', '...')",
        )
    if found := LOCK.search(text):
        holder = f"process {found[2]}" if found[2] else "another process"
        return TransientError(
            f"the warehouse is locked by {holder}",
            where=found[1],
            fix="end that process or wait for it; readers use the published copy (`weir sql`)",
        )
    if PACKAGES.search(text):
        return WeirError(
            summary(text),
            where=project.directory / "packages.yml",
            fix=f"run `dbt deps --project-dir {project.directory}`",
        )
    return _kind(text)(
        f"dbt can't work with the project: {summary(text)}",
        where=_file(project, text) or project.directory,
        fix="correct what dbt names; `dbt parse` there shows the same message",
    )


def node_failed(name: str, file: str, message: str, compiled: str | None) -> WeirError:
    """The error for a model, seed or snapshot that could not be built."""
    if "enforced contract" in message:
        rows = [r for r in CONTRACT.findall(message) if r[0] != "column_name"]
        broken = "; ".join(
            f"{column}: {why} (is {is_ or 'absent'}, contract {says or 'has none'})"
            for column, is_, says, why in rows
        )
        return WeirError(
            f"{name} breaks its contract: {broken or summary(message)}",
            where=file,
            fix="change the query, or `columns` in the model's YAML together with its readers",
        )
    if LOCK.search(message):
        found = LOCK.search(message)
        holder = f"process {found[2]}" if found and found[2] else "another process"
        return TransientError(
            f"{name} could not be built: the warehouse is locked by {holder}",
            where=file,
            fix="end that process or wait for it; readers use the published copy (`weir sql`)",
        )
    statement = f"; the statement that ran: {compiled}" if compiled else ""
    return _kind(message)(
        f"{name} could not be built: {summary(message)}",
        where=file,
        fix=f"correct it and run again{statement}",
    )


def summary(message: str) -> str:
    """The lines of a dbt message that say something, as one line, cut between words."""
    lines = [line.strip() for line in message.strip().splitlines()]
    said = [line for line in lines if line and not HEADINGS.match(line)]
    said = [line for line in said if not line.startswith(("compiled code at", ">"))]
    text = " ".join(said or lines)
    if len(text) <= LONG:
        return text
    start = text[: LONG + 1].rpartition(" ")[0] or text[:LONG]
    return f"{start} … (cut: {len(text) - len(start):,} characters more)"


def _kind(message: str) -> type[WeirError]:
    """What a database says of a lost connection may be over in a moment; the rest stays."""
    return TransientError if passing(RuntimeError(message)) else WeirError


def _file(project: Project, text: str) -> str | None:
    found = IN_FILE.search(text)
    return str(project.directory / found[1]) if found else None


def test_broken(title: str, file: str, message: str, compiled: str | None) -> WeirError:
    """The error for a check that could not be evaluated."""
    statement = f"; its query: {compiled}" if compiled else ""
    return _kind(message)(
        f"{title} could not be evaluated: {summary(message)}",
        where=file,
        fix=f"correct the test{statement}",
    )


def test_failed(title: str, file: str, message: str, command: str | None) -> WeirError:
    """The error for a data test that failed; `command` shows its rows."""
    shown = f": {command}" if command else ""
    return WeirError(
        f"{title} failed: {summary(message)}",
        where=file,
        fix=f"look at the rows that the check's query returns{shown}",
    )


def unit_test_failed(title: str, file: str, message: str) -> WeirError:
    """The error for a unit test that failed."""
    return WeirError(
        f"{title} failed: {summary(message)}",
        where=file,
        fix="correct the model, or what the test expects; the difference is above",
    )
