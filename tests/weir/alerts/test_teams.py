"""A list of teams with a mistake is refused, with the place and the form it should have."""

from pathlib import Path

import pytest

from weir.alerts.teams import read_teams
from weir.errors import WeirError

ENTRY = '{codeowners: "@o/a", setting: ALERTS_A}'


def read(tmp_path: Path, text: str) -> str:
    path = tmp_path / "teams.yaml"
    path.write_text(text)
    with pytest.raises(WeirError) as caught:
        read_teams(path)
    return str(caught.value)


def test_a_fallback_that_is_no_team_is_refused(tmp_path: Path) -> None:
    said = read(tmp_path, f"fallback: b\nteams:\n  a: {ENTRY}\n")
    assert "the fallback 'b' is no team of this file" in said
    assert "key fallback" in said
    assert "name one of a" in said


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("teams: {}", "teams.yaml"),
        ("fallback: a\nteams: []", "key teams"),
        ("fallback: a\nteams:\n  a: {codeowners: x}", "key teams.a"),
        (f"fallback: a\nteams:\n  a: {ENTRY[:-1]}, url: x}}", "key teams.a"),
        ("", "teams.yaml"),
    ],
)
def test_a_list_of_another_form_is_refused(tmp_path: Path, text: str, where: str) -> None:
    said = read(tmp_path, text)
    assert where in said
    assert "write `fallback: NAME`" in said


def test_a_missing_file_and_broken_yaml_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeirError, match="the list of teams is missing"):
        read_teams(tmp_path / "none.yaml")
    assert "line 1" in read(tmp_path, "a: [")


def test_owners_find_their_teams_and_strangers_the_fallback(tmp_path: Path) -> None:
    path = tmp_path / "teams.yaml"
    path.write_text(f"fallback: b\nteams:\n  a: {ENTRY}\n  b: {ENTRY}\n")
    teams = read_teams(path)
    assert teams.of(["team:a"]) == ("a",)
    assert teams.of(["team:a", "team:a", "team:b"]) == ("a", "b")
    assert teams.of([]) == ("b",)
    assert teams.of(["ann@example.com", "team:gone"]) == ("b",)
    assert teams.get("gone").name == "b"
