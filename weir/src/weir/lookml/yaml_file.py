"""Read `.dashboard.lookml` files, which are YAML, as blocks with positions."""

from pathlib import Path
from typing import Any

import yaml

from weir.lookml.block import Block, Entry, Scalar, Value
from weir.lookml.liquid import refuse_liquid
from weir.lookml.place import Place


def read(path: Path) -> list[Block]:
    """The dashboards of a file.

    Raises:
        WeirError: the file is no YAML list of dashboards, a key stands twice, or Liquid is used.
    """
    start = Place(path, 1)
    try:
        root: Any = yaml.compose(path.read_text(), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Place(path, line).refuse(
            f"this is no YAML: {error.problem}", "mend the line"
        ) from error
    if not isinstance(root, yaml.SequenceNode):
        raise start.refuse("a dashboard file is a list", "begin it with `- dashboard: name`")
    found: list[Block] = []
    for node in root.value:
        value = _value(node, "dashboard", path)
        if not isinstance(value, Block):
            raise _place(node, path).refuse("this is no dashboard", "write `- dashboard: name`")
        found.append(value)
    return found


def _value(node: Any, kind: str, path: Path) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return refuse_liquid(Scalar(str(node.value).strip(), _place(node, path)))
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, kind.removesuffix("s"), path) for item in node.value)
    return _block(node, kind, path)


def _block(node: Any, kind: str, path: Path) -> Block:
    entries: dict[str, Entry] = {}
    for key_node, value_node in node.value:
        key, place = str(key_node.value), _place(key_node, path)
        if key in entries:
            raise place.refuse(f"the key {key!r} stands twice", "remove one of the two")
        entries[key] = Entry(key, _value(value_node, key, path), place)
    named = entries.get(kind) or entries.get("name")
    name = named.value.text if named and isinstance(named.value, Scalar) else ""
    return Block(kind, name, _place(node, path), tuple(entries.values()))


def _place(node: Any, path: Path) -> Place:
    return Place(path, int(node.start_mark.line) + 1)
