"""Words of dbt's selection language, matched with the manifest alone: loading imports no dbt.

https://docs.getdbt.com/reference/node-selection/syntax
"""

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part, parts
from weir.errors import WeirError

WORD = re.compile(r"(?P<up>\d*\+)?(?P<core>[^+]+)(?P<down>\+\d*)?")


def chosen(manifest: Manifest, lineage: Lineage, words: str, where: str) -> set[str]:
    """Unique ids of the nodes and sources that the words select.

    Words apart add to each other, words with a comma between them must all fit. `+` before or
    behind a word takes what is up- or downstream too, a number beside it so many steps.

    Raises:
        WeirError: a word fits nothing, or is none that is known here.
    """
    found: set[str] = set()
    for word in words.split():
        first, *others = (_expanded(manifest, lineage, one, where) for one in word.split(","))
        fitting = first.intersection(*others)
        if not fitting:
            raise WeirError(
                f"{word} selects nothing of the dbt project",
                where=where,
                fix="correct it, or give a model that tag",
            )
        found |= fitting
    return found


def fits(node: Node, word: str) -> bool:
    """Whether a word without plus signs means a node."""
    method, colon, value = word.partition(":")
    if not colon:
        return _named(node, word)
    if method in MATCHED:
        return MATCHED[method](node, value)
    key = method.removeprefix("config.")
    return str(part(node, "config").get(key)).lower() == value.lower()


def is_known(word: str) -> bool:
    """Whether the method before a word's colon is one that is known here."""
    method, colon, _ = word.partition(":")
    return not colon or method in MATCHED or re.fullmatch(r"config\.\w+", method) is not None


def _named(node: Node, value: str) -> bool:
    """By name, or by the dotted path of folders and name; a part of it means all that is below."""
    path = [str(one) for one in parts(node, "fqn")]
    wanted = value.split(".")
    return fnmatchcase(str(node["name"]), value) or any(
        len(wanted) <= len(p) and all(map(fnmatchcase, p, wanted)) for p in (path, path[1:])
    )


def _tagged(node: Node, value: str) -> bool:
    return any(fnmatchcase(str(tag), value) for tag in parts(node, "tags"))


def _lies(node: Node, value: str) -> bool:
    path = str(node["original_file_path"])
    return fnmatchcase(path, value) or path.startswith(f"{value.rstrip('/')}/")


def _is_source(node: Node, value: str) -> bool:
    named = (node.get("source_name"), f"{node.get('source_name')}.{node['name']}")
    return node["resource_type"] == "source" and value in named


MATCHED: dict[str, Callable[[Node, str], bool]] = {
    "tag": _tagged,
    "path": _lies,
    "fqn": _named,
    "package": lambda node, value: fnmatchcase(str(node["package_name"]), value),
    "resource_type": lambda node, value: node["resource_type"] == value,
    "source": _is_source,
}


def _expanded(manifest: Manifest, lineage: Lineage, word: str, where: str) -> set[str]:
    parsed = WORD.fullmatch(word)
    if parsed is None or not is_known(parsed["core"]):
        raise WeirError(
            f"{word} is no way to select here",
            where=where,
            fix=f"use a name, or one of {', '.join(f'{m}:' for m in (*MATCHED, 'config.<key>'))}",
        )
    nodes = manifest.nodes | manifest.sources
    found = {
        u for u, n in nodes.items() if n["resource_type"] != "test" and fits(n, parsed["core"])
    }
    up = _around(found, parsed["up"], lambda u: lineage.reads(nodes[u]))
    down = _around(found, parsed["down"], lambda u: lineage.children.get(u, []))
    return found | up | down


def _around(
    start: set[str], sign: str | None, following: Callable[[str], Iterable[str]]
) -> set[str]:
    """What is up to so many steps away; nothing without a sign, everything without a number."""
    if sign is None:
        return set()
    steps = sign.strip("+")
    found, edge = set(start), set(start)
    while edge and (not steps or int(steps) > 0):
        edge = {n for u in edge for n in following(u)} - found
        found |= edge
        steps = str(int(steps) - 1) if steps else steps
    return found
