"""A table in HTML."""

from dataclasses import dataclass, field


class Number(str):
    """A cell that stands on the right."""

    __slots__ = ()


def number(text: str) -> Number:
    """A cell, or a head, of numbers."""
    return Number(text)


@dataclass
class Table:
    """Heads, and rows of cells that are HTML."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    def add(self, *cells: str) -> None:
        """Add a row."""
        self.rows.append(cells)


def table(content: Table, empty: str, *, tall: bool = False) -> str:
    """The table as HTML; without rows, what `empty` says. A tall one scrolls by itself."""
    if not content.rows:
        return f'<div class="table"><div class="empty">{empty}</div></div>'
    head = "".join(_cell("th", cell) for cell in content.heads)
    rows = "".join(f"<tr>{''.join(_cell('td', cell) for cell in row)}</tr>" for row in content.rows)
    kind = "table tall" if tall else "table"
    return f'<div class="{kind}"><table><tr>{head}</tr>{rows}</table></div>'


def _cell(tag: str, cell: str) -> str:
    kind = ' class="number"' if isinstance(cell, Number) else ""
    return f"<{tag}{kind}>{cell}</{tag}>"
