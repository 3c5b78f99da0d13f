"""A node of dbt's manifest, read without guessing what is absent."""

from typing import Any, TypeAlias

Node: TypeAlias = dict[str, Any]


def part(node: Node, name: str) -> dict[str, Any]:
    """The mapping below a key; empty where dbt left it out or wrote null."""
    value: dict[str, Any] | None = node.get(name)
    return value or {}


def parts(node: Node, name: str) -> list[Any]:
    """The list below a key; empty where dbt left it out or wrote null."""
    value: list[Any] | None = node.get(name)
    return value or []
