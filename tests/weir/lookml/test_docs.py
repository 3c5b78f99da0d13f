"""The list of what is understood names all of it."""

from pathlib import Path

from weir.lookml.element import TYPES
from weir.lookml.field import DIMENSION_TYPES, MEASURE_TYPES, TIMEFRAMES
from weir.lookml.value_format import NAMED

PAGE = Path(__file__).parents[3] / "docs" / "dashboards.md"


def test_the_list_of_what_is_understood_names_all_of_it() -> None:
    text = PAGE.read_text()
    for name in (*TYPES, *DIMENSION_TYPES, *MEASURE_TYPES, *TIMEFRAMES, *NAMED):
        assert f"`{name}`" in text, name
