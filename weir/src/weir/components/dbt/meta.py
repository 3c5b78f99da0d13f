"""`meta.dagster` in dbt's YAML: what may be said there, checked."""

import difflib
import re
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from weir.components.automation import Automated, Automation
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part
from weir.components.dbt.partitions import Daily, Partitions
from weir.components.freshness import Freshness
from weir.errors import WeirError

OWNER = re.compile(r"^(team:[\w.-]+|[^@\s]+@[^@\s]+\.[^@\s]+)$")
GROUP = re.compile(r"^[A-Za-z0-9_]+$")


class TableMeta(BaseModel):
    """What `meta.dagster` of a model, seed or snapshot may say."""

    model_config = ConfigDict(extra="forbid")

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


class NoMeta(BaseModel):
    """What `meta.dagster` of a source may say: nothing, its loader does."""

    model_config = ConfigDict(extra="forbid")


M = TypeVar("M", bound=BaseModel)


def read(kind: type[M], manifest: Manifest, node: Node) -> M:
    """A node's `meta.dagster`.

    Dbt takes `meta` at the top of an entry and below `config`; where both say something of one
    key, `config` counts, as it does for dbt.

    Raises:
        WeirError: an unknown key or a value that is not possible, with the file and the key.
    """
    said = {**_dagster(node), **_dagster(part(node, "config"))}
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        raise _refused(kind, manifest, node, error) from None


def _dagster(holder: dict[str, Any]) -> dict[str, Any]:
    return part(part(holder, "meta"), "dagster")


def _refused(
    kind: type[BaseModel], manifest: Manifest, node: Node, error: ValidationError
) -> WeirError:
    line = error.errors()[0]
    path = ".".join(str(part) for part in line["loc"])
    where = f"{yaml_file(manifest, node)}, {node['name']}: meta.dagster.{path}"
    if line["type"] != "extra_forbidden":
        what = line["msg"].removeprefix("Value error, ")
        return WeirError(what, where=where, fix="correct the value")
    if kind is NoMeta:
        return WeirError(
            f"the source {node['source_name']}.{node['name']} has meta.dagster",
            where=where,
            fix="say it in the defs.yaml of the source's loader, which owns the table",
        )
    known = sorted(_known(kind, line["loc"][:-1]))
    near = difflib.get_close_matches(str(line["loc"][-1]), known, n=1)
    fix = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
    return WeirError(f"unknown key {line['loc'][-1]!r}", where=where, fix=fix)


def _known(kind: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    inner: dict[str, type[BaseModel]] = {
        "freshness_policy": Freshness,
        "ref": Reference,
        "partitions": Partitions,
        "daily": Daily,
        "automation_condition": Automation,
    }
    for step in place:
        kind = inner.get(str(step), kind)
    return list(kind.model_fields)


def yaml_file(manifest: Manifest, node: Node) -> str:
    """The YAML file that describes a node, else the node's own file."""
    patch: str | None = node.get("patch_path")
    if not patch:
        return manifest.file(node)
    return manifest.file({"original_file_path": patch.split("://", 1)[-1]})
