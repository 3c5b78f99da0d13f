"""`meta.dagster` in dbt's YAML: what may be said there, checked."""

import copy
import difflib
import logging
import re
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from weir.components.automation import Automated
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part
from weir.components.dbt.partitions import Partitions
from weir.components.declared import known_keys
from weir.components.freshness import Freshness
from weir.errors import WeirError

logger = logging.getLogger(__name__)

OWNER = re.compile(r"^(team:[\w.-]+|[^@\s]+@[^@\s]+\.[^@\s]+)$")
UNKNOWN = "extra_forbidden"  # what pydantic calls a key that nobody knows
GROUP = re.compile(r"^[A-Za-z0-9_]+$")

# Keys that dagster-dbt reads besides (dagster_dbt/asset_utils.py), and what is said here instead.
STOCK_ONLY = {
    "auto_materialize_policy": "say automation_condition: on_upstream_change",
    "has_self_dependency": "remove it: what a model keeps of itself is dbt's business",
    "freshness_check": "say freshness_policy, or `freshness` of a source",
}


class TableMeta(BaseModel):
    """What `meta.dagster` of a model, seed or snapshot may say."""

    model_config = ConfigDict(extra="forbid")

    asset_key: list[str] | str | None = None  # read by `keys`: a source's reader needs it as well
    owners: list[str] = Field(default_factory=list)
    group: str | None = None
    tags: dict[str, str] = Field(default_factory=dict)
    freshness_policy: Freshness | None = None
    automation_condition: Automated | None = None
    allow_empty: bool = False
    partitions: Partitions | None = None

    @field_validator("owners")
    @classmethod
    def _owners(cls, owners: list[str]) -> list[str]:
        for owner in owners:
            if not OWNER.match(owner):
                raise ValueError(f"{owner!r} is neither team:<name> nor an e-mail address")
        return owners

    @field_validator("group")
    @classmethod
    def _group(cls, group: str | None) -> str | None:
        if group is not None and not GROUP.match(group):
            raise ValueError(f"{group!r} is no group name; use letters, digits and underscores")
        return group

    @field_validator("tags", mode="before")
    @classmethod
    def _tags(cls, tags: Any) -> Any:
        if isinstance(tags, list):
            return {str(name): "" for name in cast("list[object]", tags)}
        return tags


class Reference(BaseModel):
    """The model that a test of several models belongs to."""

    model_config = ConfigDict(extra="forbid")

    name: str
    package: str | None = None
    version: str | int | None = None


class TestMeta(BaseModel):
    """What `meta.dagster` of a test may say."""

    model_config = ConfigDict(extra="forbid")

    ref: Reference | None = None


class SourceMeta(BaseModel):
    """What `meta.dagster` of a source may say: which asset it is. All else its loader says."""

    model_config = ConfigDict(extra="forbid")

    asset_key: list[str] | str | None = None


M = TypeVar("M", bound=BaseModel)


def read(kind: type[M], manifest: Manifest, node: Node) -> M:
    """A node's `meta.dagster`.

    Dbt takes `meta` at the top of an entry and below `config`; where both say something of one
    key, `config` counts, as it does for dbt. What a lenient project says besides is left out, and
    said so once in each process.

    Raises:
        WeirError: an unknown key or a value that is not possible, with the file and the key.
    """
    said = {**_dagster(manifest, node, node), **_dagster(manifest, node, part(node, "config"))}
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        if not manifest.project.lenient:
            raise _refused(kind, manifest, node, error.errors()[0]) from None
        lines = error.errors()
    for line in lines:
        refused = _refused(kind, manifest, node, line)
        if line["type"] != UNKNOWN:
            raise refused
        warn_once(f"warning: {refused.where}: {refused.what}, left out: {refused.fix}")
    return kind.model_validate(_without(said, [line["loc"] for line in lines]))


@cache
def warn_once(text: str) -> None:
    """Say something once in this process, however often a project is read."""
    logger.warning(text)


def _without(said: dict[str, Any], places: list[tuple[int | str, ...]]) -> dict[str, Any]:
    kept = copy.deepcopy(said)
    for place in places:
        holder: Any = kept
        for step in place[:-1]:
            holder = holder[step]
        del holder[place[-1]]
    return kept


def _dagster(manifest: Manifest, node: Node, holder: dict[str, Any]) -> dict[str, Any]:
    said: Any = part(holder, "meta").get("dagster")
    if not isinstance(said, dict | None):
        raise WeirError(
            f"{said!r} is no mapping",
            where=f"{yaml_file(manifest, node)}, {node['name']}: meta.dagster",
            fix="write keys and values below it, or remove it",
        )
    return cast("dict[str, Any]", said or {})


def _refused(
    kind: type[BaseModel], manifest: Manifest, node: Node, line: ErrorDetails
) -> WeirError:
    path = ".".join(str(part) for part in line["loc"])
    where = f"{yaml_file(manifest, node)}, {node['name']}: meta.dagster.{path}"
    if line["type"] != UNKNOWN:
        what = line["msg"].removeprefix("Value error, ")
        return WeirError(what, where=where, fix="correct the value")
    if kind is SourceMeta:
        return WeirError(
            f"the source {node['source_name']}.{node['name']} has meta.dagster.{path}",
            where=where,
            fix="say it in the defs.yaml of the source's loader, which owns the table",
        )
    known = known_keys(kind, line["loc"][:-1])
    if path in STOCK_ONLY:
        return WeirError(f"unknown key {path!r}", where=where, fix=STOCK_ONLY[path])
    near = difflib.get_close_matches(str(line["loc"][-1]), known, n=1)
    fix = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
    return WeirError(f"unknown key {line['loc'][-1]!r}", where=where, fix=fix)


def yaml_file(manifest: Manifest, node: Node) -> str:
    """The YAML file that describes a node, else the node's own file."""
    patch: str | None = node.get("patch_path")
    if not patch:
        return manifest.file(node)
    return manifest.file({"original_file_path": patch.split("://", 1)[-1]})
