"""Dbt's own `--select`: the assets and checks that its words name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weir.components.dbt import state
from weir.components.dbt.invocation import Command, started
from weir.components.dbt.kept import KEPT
from weir.components.dbt.manifest import load
from weir.components.dbt.project import Project, project
from weir.components.dbt.translation import Translation, translate
from weir.errors import WeirError
from weir.graph.model import Graph

CALL = "weir.components.dbt.origins:origins"
STATE = re.compile(r"(?<!\w)state:(?P<what>[\w.]*)")
TAGS = {"modified": "weir_state_modified", "new": "weir_state_new"}


@dataclass(frozen=True)
class Listed:
    """What dbt's words select.

    Attributes:
        assets: keys.
        checks: ids of checks that are selected without their asset.
        said: what dbt has to say of the words.
        same: whether `state:` was asked for, and nothing differs.
    """

    assets: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    said: list[str] = field(default_factory=list[str])
    same: bool = False


def listed(graph: Graph, words: Sequence[str], folder: Path | None) -> Listed:
    """What words of dbt's selection language select, in all dbt projects of the graph.

    Args:
        folder: the folder `.weir/dbt` of the environment that `state:` compares with.

    Raises:
        WeirError: they select nothing, are no such words, or `state:` has nothing to compare with.
    """
    where = "--dbt-select " + " ".join(words)
    _verify(words, folder, where)
    try:
        found = [_of(one, words, folder) for one in projects(graph)]
    finally:
        KEPT.drop()  # what runs next are processes of their own
    assets = {key for one in found for key in one.assets if key in graph.assets}
    checks = {name for one in found for name in one.checks if name in graph.checks}
    if not assets and not checks:
        what = "the selection matches nothing that dbt builds"
        fix = "`dbt ls --select` takes the same words; `weir status` lists all assets"
        if found and all(one.same for one in found):
            what = f"nothing that dbt builds differs from {folder}"
            fix = "leave it at that, or name another environment's folder with --state"
        elif STATE.search(where):
            what += f" and differs from {folder}"
        said = [line for one in found for line in one.said]
        raise WeirError(
            "\n".join([what, *said]),
            where=where,
            fix=fix,
        )
    return Listed(frozenset(assets), frozenset(checks))


def projects(graph: Graph) -> list[Project]:
    """The dbt projects whose models are assets of the graph."""
    calls = [a.origins.arguments for a in graph.assets.values() if a.origins and _is_dbt(a.origins)]
    asked: dict[str, Mapping[str, Any]] = {str(one["project"]): one for one in calls}
    return [
        project(name, lenient=True, **{k: v for k, v in one.items() if k != "project"})
        for name, one in sorted(asked.items())
    ]


def _is_dbt(origins: Any) -> bool:
    return bool(origins.call == CALL)


def _verify(words: Sequence[str], folder: Path | None, where: str) -> None:
    for found in STATE.finditer(" ".join(words)):
        if found["what"] not in TAGS:
            raise WeirError(
                f"{found[0]} is no way to select",
                where=where,
                fix=f"use {' or '.join(f'state:{what}' for what in TAGS)}: one fingerprint tells "
                "whether a model is another",
            )
        if folder is None:
            raise WeirError(
                f"{found[0]} has nothing to compare with",
                where=where,
                fix="add --state with the folder `.weir/dbt` of the other environment",
            )


def _of(place: Project, words: Sequence[str], folder: Path | None) -> Listed:
    translation = translate(load(place))
    tags: dict[str, Sequence[str]] = {}
    same = False
    if folder is not None and STATE.search(" ".join(words)):
        differing = state.differences(translation, state.read(place, folder))
        same = not differing.modified
        tags = {
            TAGS["modified"]: sorted(differing.modified),
            TAGS["new"]: sorted(differing.new),
        }
    ids, said = _ask(translation, words, tags)
    assets = {translation.assets[one].key for one in ids if one in translation.assets}
    specs = [translation.checks[one] for one in ids if one in translation.checks]
    return Listed(
        frozenset(key.to_user_string() for key in assets),
        frozenset(
            f"{spec.asset_key.to_user_string()}:{spec.name}"
            for spec in specs
            if spec.asset_key not in assets
        ),
        said,
        same,
    )


def _ask(
    translation: Translation, words: Sequence[str], tags: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[str]]:
    """Unique ids, and what dbt has to say of the words."""
    manifest = translation.manifest
    chosen = [STATE.sub(lambda found: f"tag:{TAGS[found['what']]}", word) for word in words]
    command = Command(
        name="ls",
        # Only tests that the words name themselves: the others go with their tables.
        options=["--indirect-selection", "empty", "--select", *chosen],
        tags=tags,
    )
    ids: list[str] = []
    said: list[str] = []
    options = ["--no-write-json"]
    with started(
        manifest.project, [command], options=options, unchanged=manifest.unchanged
    ) as answers:
        for answer in answers:
            match answer["kind"]:
                case "listed":
                    ids += answer["ids"]
                case "log" if answer["level"] in ("warn", "error"):
                    said.append(_in_their_words(str(answer["text"]).strip()))
                case _:
                    pass
    return ids, said


def _in_their_words(text: str) -> str:
    """Dbt names the tag that stands for `state:` in its command."""
    for what, tag in TAGS.items():
        text = text.replace(f"tag:{tag}", f"state:{what}")
    return text
