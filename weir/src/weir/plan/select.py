"""The words of `--select`: names of tables, wildcards, plus signs, and tag:, owner: and so on."""

import difflib
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from weir.errors import WeirError
from weir.graph.model import Asset, Graph

ATTRIBUTES: dict[str, Callable[[Asset, str], bool]] = {
    "tag": lambda a, v: any(fnmatchcase(t, v) or t.split("=")[0] == v for t in a.tags),
    "owner": lambda a, v: any(v in (o, o.removeprefix("team:")) for o in a.owners),
    "group": lambda a, v: fnmatchcase(a.group, v),
    "location": lambda a, v: a.location == v,
}


def select(graph: Graph, words: Sequence[str]) -> set[str]:
    """Keys of the assets that the words name together.

    A word is a table's name or key, with wildcards if need be, or `tag:`, `owner:`, `group:` or
    `location:` and a value. A plus sign before it adds everything upstream, one behind it
    everything downstream.

    Raises:
        WeirError: a word matches nothing, or a name without a dataset fits several tables.
    """
    found: set[str] = set()
    for word in words:
        core = word.removeprefix("+").removesuffix("+")
        matched = _match(graph, core, word)
        found |= matched
        for key in matched:
            if word.startswith("+"):
                found |= graph.ancestors(key)
            if word.endswith("+"):
                found |= graph.descendants(key)
    return {key for key in found if graph.assets[key].executable}


def _match(graph: Graph, core: str, word: str) -> set[str]:
    executable = {key: a for key, a in graph.assets.items() if a.executable}
    attribute, colon, value = core.partition(":")
    if colon:
        if attribute not in ATTRIBUTES:
            raise WeirError(
                f"{attribute}: is no way to select",
                where=f"--select {word}",
                fix=f"use a table's name, or one of {', '.join(f'{a}:' for a in ATTRIBUTES)}",
            )
        matched = {key for key, a in executable.items() if ATTRIBUTES[attribute](a, value)}
    elif core in executable:
        matched = {core}
    else:
        matched = {
            key for key, a in executable.items() if any(fnmatchcase(name, core) for name in a.names)
        }
        if len(matched) > 1 and not any(sign in core for sign in "*?["):
            raise WeirError(
                f"{core} is the name of several assets: {', '.join(sorted(matched))}",
                where=f"--select {word}",
                fix="write it with its dataset",
            )
    if not matched:
        names = {name for a in executable.values() for name in a.names}
        near = difflib.get_close_matches(core, names, n=1)
        raise WeirError(
            "the selection matches nothing" + (f"; did you mean {near[0]}?" if near else ""),
            where=f"--select {word}",
            fix="`weir status` lists all assets",
        )
    return matched
