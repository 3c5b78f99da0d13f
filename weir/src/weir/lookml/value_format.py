"""Number formats: Looker's named ones and the part of its spreadsheet codes that is used."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from weir.lookml.block import Block

MISSING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
# https://cloud.google.com/looker/docs/reference/param-field-value-format-name
NAMED = {
    "decimal_0": "#,##0",
    "decimal_1": "#,##0.0",
    "decimal_2": "#,##0.00",
    "usd_0": "$#,##0",
    "usd": "$#,##0.00",
    "percent_0": "0%",
    "percent_1": "0.0%",
    "percent_2": "0.00%",
}
# Currency, grouping, decimals, thousands or millions, a literal suffix, percent.
CODE = re.compile(r'(\$?)(#,##0|0)(?:\.(0+))?(,{0,2})(?:"([^"]*)")?(%?)')


@dataclass(frozen=True)
class ValueFormat:
    """How a number is shown.

    Attributes:
        decimals: digits after the point; None shows the number as it is.
        thousands: how often it is divided by 1000 before it is shown.
    """

    prefix: str = ""
    grouped: bool = False
    decimals: int | None = None
    thousands: int = 0
    suffix: str = ""
    percent: bool = False

    def text(self, value: Any) -> str:
        """The value as a reader sees it."""
        if value is None:
            return MISSING
        if self.decimals is None or not isinstance(value, int | float | Decimal):
            return str(value)
        number = Decimal(str(value)) * (100 if self.percent else 1) / 1000**self.thousands
        shown = f"{abs(number):{',' if self.grouped else ''}.{self.decimals}f}"
        sign = MINUS if number < 0 and shown.strip("0.,") else ""
        return f"{sign}{self.prefix}{shown}{self.suffix}{'%' if self.percent else ''}"

    def axis(self) -> str:
        """A Vega expression that labels an axis tick, shorter than the value itself."""
        if self.percent:
            return "format(datum.value, '.0%')"
        # '~s' writes 0.5 as "500m"; small numbers are written out.
        number = (
            "(abs(datum.value) >= 1000 ? format(datum.value, '.3~s') : format(datum.value, '.3~r'))"
        )
        return f"'{self.prefix}' + {number} + '{self.suffix}'"


PLAIN = ValueFormat()


def read_format(block: Block) -> ValueFormat | None:
    """The format that a field declares, if it declares one.

    Raises:
        WeirError: an unknown name, a code that is not supported, or both at once.
    """
    name, code = block.scalar("value_format_name"), block.scalar("value_format")
    if name and code:
        raise code.place.refuse(f"{block} has two number formats", "remove one of them")
    if name and name.text not in NAMED:
        raise name.place.refuse(
            f"{block}: the value format name {name.text!r} is not supported",
            f"use one of: {', '.join(NAMED)}",
        )
    if name:
        return parse(NAMED[name.text])
    if code is None:
        return None
    found = parse(code.text)
    if found is None:
        raise code.place.refuse(
            f"{block}: the value format {code.text!r} is not supported",
            'use a form such as #,##0  $0.00  0.0"x"  $#,##0.0,"K"  0.0%',
        )
    return found


def parse(code: str) -> ValueFormat | None:
    """The format that a spreadsheet code stands for; None for one that is not supported."""
    found = CODE.fullmatch(code)
    if found is None:
        return None
    prefix, whole, decimals, scale, suffix, percent = found.groups(default="")
    return ValueFormat(
        prefix=prefix,
        grouped=whole == "#,##0",
        decimals=len(decimals),
        thousands=len(scale),
        suffix=suffix,
        percent=bool(percent),
    )
