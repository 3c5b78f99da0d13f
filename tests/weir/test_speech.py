"""An error that a person can't place is one that nobody mends."""

from pathlib import Path

import pytest
import yaml

from weir.errors import WeirError
from weir.graph.speech import plain


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except type(error) as found:
        return found


def test_our_own_error_wins_over_what_dagster_wraps_it_in() -> None:
    ours = raised(WeirError("no such column\n  total", where="a.yaml:3", fix="name another"))
    said = plain(raised(RuntimeError("Error loading definitions"), ours), Path("/project"))
    assert said.text == "no such column total; a.yaml:3; name another"


def test_the_first_cause_is_told_with_the_projects_own_line() -> None:
    here = Path(__file__).parent
    first = raised(KeyError("orders"))
    said = plain(raised(RuntimeError("wrapped"), first), here)
    assert said.text == "KeyError: 'orders' (test_speech.py:14)"
    assert "test_speech.py:14: raise error from cause" in said.trace


def test_a_syntax_error_is_placed_in_the_file_that_has_it(tmp_path: Path) -> None:
    path = tmp_path / "room" / "defs.py"
    try:
        compile("a = 1\nb = = 2\n", str(path), "exec")
    except SyntaxError as error:
        said = plain(error, tmp_path)
    assert said.text.startswith("SyntaxError:")
    assert said.text.endswith("(room/defs.py:2)")


def test_a_vendors_line_is_not_taken_for_the_projects(tmp_path: Path) -> None:
    said = plain(raised(ValueError("deep inside")), tmp_path)
    assert said.text == "ValueError: deep inside"


def test_a_marker_that_points_at_a_column_does_not_stand_in_the_midst_of_a_line(
    tmp_path: Path,
) -> None:
    with pytest.raises(yaml.YAMLError) as refused:
        yaml.safe_load("attributes:\n  owners: [a\nname: b\n")
    assert "^" in str(refused.value)
    assert "^" not in plain(refused.value, tmp_path).text
