"""The prepared manifest: what dbt parsed, with the checksums of the files it was parsed from."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from weir.components.dbt import environ, files
from weir.components.dbt.node import Node, part
from weir.components.dbt.packages import install
from weir.components.dbt.project import Project
from weir.environment import Name
from weir.errors import WeirError
from weir.graph.inputs import READS
from weir.lease import Lease
from weir.retry.kinds import OutdatedError

FORMAT = 4
SAVED = "partial_parse.msgpack"  # what dbt itself keeps of a parse
SHOWN = 5  # changed files that a message names
KEPT = (
    *("metadata", "nodes", "sources", "unit_tests", "macros", "groups", "exposures"),
    *("metrics", "semantic_models"),
)
PREPARE = "run `python -m weir.components.dbt` where the image is built"


@dataclass(frozen=True)
class Manifest:
    """What dbt knows of a project.

    Attributes:
        content: parts of dbt's manifest (https://schemas.getdbt.com/dbt/manifest/v12).
        files: checksum of each of the project's files when it was parsed.
        variables: `vars` of `dbt_project.yml`.
        saved: checksum of the parse that dbt itself kept, and of what it read of the environment.
        environment: names of the environment variables that models and their YAML read.
    """

    project: Project
    content: dict[str, dict[str, Any]]
    files: dict[str, str]
    variables: dict[str, Any]
    saved: str = ""
    environment: tuple[str, ...] = ()

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Models, seeds, snapshots and data tests, by unique id.

        Of a disabled model's test dbt finds out late, and leaves it among the others.
        """
        found: dict[str, Node] = self.content["nodes"]
        return {u: node for u, node in found.items() if node["config"].get("enabled") is not False}

    @cached_property
    def sources(self) -> dict[str, Node]:
        """Source tables, by unique id."""
        return self.content["sources"]

    @cached_property
    def unit_tests(self) -> dict[str, Node]:
        """Unit tests, by unique id."""
        return self.content.get("unit_tests", {})

    @cached_property
    def macros(self) -> dict[str, Node]:
        """Macros, dbt's own included, by unique id."""
        return self.content["macros"]

    @property
    def adapter(self) -> str:
        """The dialect that was parsed for."""
        return str(self.content["metadata"]["adapter_type"])

    def path(self, node: Node) -> Path:
        """A node's file; a package's lies in the package."""
        package = str(node.get("package_name") or "")
        folder = self.project.directory
        if package and package != self.content["metadata"].get("project_name"):
            folder = self.project.packages / package
        return folder / node["original_file_path"]

    def file(self, node: Node) -> str:
        """The path of a node's file, from the repository's root where it lies below it."""
        # Asked for a node, its test and its page; a project has thousands, and paths are slow.
        place = str(node.get("package_name") or ""), str(node["original_file_path"])
        if place not in self._files:
            path = self.path(node)
            root = self.project.environment.home.project
            self._files[place] = str(path.relative_to(root) if path.is_relative_to(root) else path)
        return self._files[place]

    @cached_property
    def _files(self) -> dict[tuple[str, str], str]:
        return {}

    @property
    def unchanged(self) -> int | None:
        """Number of nodes in the parse that dbt kept; None where it would parse otherwise."""
        return (
            len(self.content["nodes"])
            if self.saved == _saved(self.project, self.environment)
            else None
        )

    def verify(self) -> None:
        """Refuse to run from a manifest that is not of the files on disk.

        dbt parses again when it runs: a model that was removed since would not be built and
        nobody would say so, one that was added would be built and nobody would record it.

        Raises:
            OutdatedError: naming what changed since this process loaded the project.
        """
        changed = files.differences(self.files, files.checksums(*_place(self.project)))
        if changed:
            raise OutdatedError(
                f"the dbt project changed since this process loaded it: {_shown(changed)}",
                where=self.project.directory,
                fix="reload the code location, then run again",
            )


def load(project: Project) -> Manifest:
    """The prepared manifest; in local, made or renewed first where it is missing or stale.

    Elsewhere it is part of the image: loading parses nothing there.

    Raises:
        WeirError: it is missing, unreadable or stale and may not be made here; or dbt can't
            parse the project.
    """
    found = _read(project)
    if isinstance(found, Manifest):
        return found
    if project.environment.name is not Name.LOCAL:
        raise WeirError(found, where=project.prepared, fix=PREPARE)
    return prepare(project)


def prepare(project: Project) -> Manifest:
    """Parse the project and write the prepared manifest, unless it is already up to date.

    Safe in several processes at once: one parses, the others wait and read what it wrote.

    Raises:
        WeirError: dbt can't parse the project.
    """
    lease = Lease(project.target / "prepare.lock", "the dbt manifest")
    with lease.held(f"dbt parse of {project.directory.name}"):
        for _ in range(3):  # a file saved while dbt was reading makes the result stale at once
            found = _read(project)
            if isinstance(found, Manifest):
                return found
            _parse(project)
    raise WeirError(
        "the dbt project keeps changing while it is parsed",
        where=project.directory,
        fix="run again when its files are at rest",
    )


def _parse(project: Project) -> None:
    from weir.components.dbt.invocation import started

    settings = project.settings()
    install(project)
    before = files.checksums(project.directory, settings)
    variables: list[str] = []
    with started(project, []) as answers:
        for answer in answers:
            if answer["kind"] == "parsed":
                variables = answer["variables"]
    content: dict[str, Any] = json.loads((project.target / "manifest.json").read_text())
    document: dict[str, Any] = {
        "inputs": _inputs(project),
        "files": before,
        "variables": part(settings, "vars"),
        "saved": _saved(project, variables),
        "environment": variables,
        "manifest": {key: part(content, key) for key in KEPT},
    }
    _write(project.target / READS, _reads(project, document["manifest"], variables))
    _write(project.prepared, document)


def _write(path: Path, document: dict[str, Any]) -> None:
    made = path.with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(document, default=str))  # YAML reads a date in `vars` as one
    made.replace(path)


def _reads(project: Project, content: dict[str, Any], known: list[str]) -> dict[str, Any]:
    """What the graph is made from besides the repository's files."""
    nodes: list[Node] = list(content["nodes"].values())
    texts = [str(node.get("raw_code") or "") for node in nodes]
    texts += [environ.configuration(node) for node in nodes]
    texts += [str(macro["macro_sql"]) for macro in content["macros"].values()]
    read = environ.telling([*known, *environ.names(texts, known)])
    return {"folder": str(project.directory), "variables": read}


def _read(project: Project) -> Manifest | str:
    """The manifest, or why there is none to be used."""
    try:
        document: dict[str, Any] = json.loads(project.prepared.read_text())
        manifest = Manifest(
            project,
            document["manifest"],
            document["files"],
            document["variables"],
            document["saved"],
            tuple(document["environment"]),
        )
        inputs: dict[str, Any] = document["inputs"]
    except FileNotFoundError:
        return "the dbt manifest is missing"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"the dbt manifest can't be read: {error!r}"
    wanted = _inputs(project)
    if inputs != wanted:
        other = next(key for key in wanted if inputs.get(key) != wanted[key])
        return f"the dbt manifest is of another {other}: {inputs.get(other)!r}"
    changed = files.differences(manifest.files, files.checksums(*_place(project)))
    return f"the dbt manifest is stale: {_shown(changed)}" if changed else manifest


def _saved(project: Project, variables: Iterable[str]) -> str:
    """Checksum of dbt's own memory of the project; any later parse may have written it anew."""
    environment = project.child_environment()
    read = json.dumps([[name, environment.get(name)] for name in variables])
    try:
        parsed = (project.target / SAVED).read_bytes()
    except FileNotFoundError:
        return "none"
    return hashlib.sha256(parsed + read.encode()).hexdigest()


def _inputs(project: Project) -> dict[str, Any]:
    """What else the parse depends on, besides the project's files."""
    return {
        "format": FORMAT,
        "dialect": project.warehouse.dialect,
        "prefix": project.prefix,
        "dbt version": version("dbt-core"),
    }


def _place(project: Project) -> tuple[Any, dict[str, Any]]:
    return project.directory, project.settings()


def _shown(changed: list[str]) -> str:
    more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    return ", ".join(changed[:SHOWN]) + more
