"""Numbers are shown as Looker shows them."""

from decimal import Decimal
from typing import Any

import pytest

from weir.lookml.value_format import NAMED, PLAIN, parse


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (NAMED["usd_0"], Decimal("421720.45"), "$421,720"),
        (NAMED["usd"], 31.806, "$31.81"),
        (NAMED["usd"], -3.5, "\N{MINUS SIGN}$3.50"),
        (NAMED["usd_0"], -0.2, "$0"),
        (NAMED["decimal_0"], 13465, "13,465"),
        (NAMED["decimal_1"], 1234.56, "1,234.6"),
        (NAMED["percent_1"], 0.0154, "1.5%"),
        (NAMED["percent_0"], Decimal("0.875"), "88%"),
        ('0.0"x"', 20.44, "20.4x"),
        ('$#,##0.0,"K"', 12345, "$12.3K"),
        ('#,##0.0,,"M"', 4596039.58, "4.6M"),
        (NAMED["usd"], None, "\N{EN DASH}"),
        (NAMED["usd"], "text", "text"),
    ],
)
def test_a_number_is_shown_as(code: str, value: Any, shown: str) -> None:
    found = parse(code)
    assert found is not None
    assert found.text(value) == shown


@pytest.mark.parametrize("code", ["#", "0.##", "[>=1]0", "€0", "0;-0", "0.0x", "mmm yy", "0%%"])
def test_a_code_that_is_not_read_is_no_format(code: str) -> None:
    assert parse(code) is None


def test_a_number_without_a_format_is_left_as_it_is() -> None:
    assert PLAIN.text(1234567) == "1234567"
