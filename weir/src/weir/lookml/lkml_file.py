"""Read `.lkml` files (models and views) as blocks, with positions."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from weir.lookml.block import Block, Entry, Scalar, Value
from weir.lookml.liquid import refuse_liquid
from weir.lookml.place import Place


def read(path: Path) -> Block:
    """The file as one block without a name.

    Raises:
        WeirError: the file is no LookML, a key stands twice, or Liquid is used.
    """
    import lkml

    text = path.read_text()
    _refuse_repeated_keys(path, text)
    try:
        tree: Any = lkml.parse(text)
    except SyntaxError as error:
        line = re.search(r"on line (\d+)", str(error))
        place = Place(path, int(line[1]) if line else 1)
        raise place.refuse(
            f"this is no LookML: {error}", "close every brace, quote and ;;"
        ) from error
    return Block("file", path.name, Place(path, 1), _entries(tree.container, path))


def _entries(container: Any, path: Path) -> tuple[Entry, ...]:
    return tuple(_entry(node, path) for node in container.items)


def _entry(node: Any, path: Path) -> Entry:
    key = str(node.type.value)
    place = Place(path, int(node.type.line_number))
    return Entry(key, _value(node, key, place), place)


def _value(node: Any, key: str, place: Place) -> Value:
    path = place.file
    if hasattr(node, "container"):
        name = str(node.name.value) if node.name else ""
        return Block(key, name, place, _entries(node.container, path) if node.container else ())
    if not hasattr(node, "items"):
        # The parser gives SQL the line on which it ends; it begins after its key.
        return _scalar(node.value, Place(path, place.line + str(node.value.prefix).count("\n")))
    if node.items and hasattr(node.items[0], "type"):  # a list of pairs, as in `filters`
        return Block(key, "", place, tuple(_entry(pair, path) for pair in node.items))
    return tuple(_scalar(token, Place(path, int(token.line_number))) for token in node.items)


def _scalar(token: Any, place: Place) -> Scalar:
    text = str(token.value).replace('\\"', '"').strip()
    found = refuse_liquid(Scalar(text, place))
    if hasattr(token, "expr_suffix") and re.search(r"[{}]", re.sub(r"[$@]\{[^{}]*\}", "", text)):
        # Without its ;; the SQL swallows the fields below it, up to the next one's.
        raise found.place.refuse("this SQL does not end before the next brace", "end it with ;;")
    return found


def _refuse_repeated_keys(path: Path, text: str) -> None:
    """Find a key that stands twice in a block: the parser raises on it without its line."""
    import lkml.keys
    import lkml.lexer

    try:
        tokens: list[Any] = list(lkml.lexer.Lexer(text).scan())
    except IndexError as error:  # the lexer reads past the end in search of the closing mark
        place = Place(path, text.count("\n") + 1)
        raise place.refuse(
            "the file ends inside a text or SQL", "close every quote, and SQL by ;;"
        ) from error
    tokens = [t for t in tokens if "trivia" not in _family(t)]
    plural = frozenset(lkml.keys.PLURAL_KEYS)
    seen: list[set[str]] = [set()]
    depth_of_lists = 0
    for token, following in pairwise(tokens):
        match token.id:
            case "{":
                seen.append(set())
            case "}":
                seen.pop() if len(seen) > 1 else None
            case "[":
                depth_of_lists += 1
            case "]":
                depth_of_lists -= 1
            case "<literal>" if following.id == ":" and not depth_of_lists:
                if token.value in seen[-1] and token.value not in plural:
                    place = Place(path, int(token.line_number))
                    raise place.refuse(
                        f"the key {token.value!r} stands twice", "remove one of the two"
                    )
                seen[-1].add(token.value)
            case _:
                pass


def _family(token: Any) -> str:
    return " ".join(base.__name__.lower() for base in type(token).__mro__)
