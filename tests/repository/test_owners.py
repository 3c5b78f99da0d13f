"""Who reviews a folder is who owns the assets in it."""

import subprocess
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from weir.home import find_project

ROOT = find_project()
TRANSFORM = ROOT / "transform"
NO_ASSETS = {"platform"}  # owns the kit, the sandbox and what runs them


def rules() -> list[tuple[str, str]]:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [(pattern, team.removeprefix("@weir/")) for pattern, team in rows]


def reviewer(path: PurePosixPath) -> str:
    """The last rule that fits counts, as on GitHub."""
    fitting = [
        team for pattern, team in rules() if pattern == "*" or f"/{path}".startswith(pattern)
    ]
    return fitting[-1]


def owners_of_components() -> dict[Path, str]:
    found: dict[Path, str] = {}
    for file in ROOT.glob("*/src/*/defs/**/defs.yaml"):
        for document in yaml.safe_load_all(file.read_text()):
            for owner in (document.get("attributes") or {}).get("owners") or []:
                found[file] = owner.removeprefix("team:")
    return found


def owners_of_models() -> dict[Path, str]:
    """Of each dbt model, seed and snapshot: its own, or the nearest folder's."""
    project = yaml.safe_load((TRANSFORM / "dbt_project.yml").read_text())
    own: dict[str, str] = {}
    for file in (TRANSFORM / "models").rglob("*.yml"):
        document = yaml.safe_load(file.read_text()) or {}
        for node in document.get("models") or []:
            owner = _owner(node.get("config") or {})
            if owner:
                own[node["name"]] = owner
    found: dict[Path, str] = {}
    for kind, suffix in (("models", "sql"), ("seeds", "csv"), ("snapshots", "yml")):
        for file in (TRANSFORM / kind).rglob(f"*.{suffix}"):
            folders = file.relative_to(TRANSFORM / kind).parts[:-1]
            owner = own.get(file.stem) or _of_folder(project[kind][project["name"]], folders)
            assert owner, f"nobody owns {file.relative_to(ROOT)}"
            found[file] = owner
    return found


def _of_folder(config: dict[str, Any], folders: tuple[str, ...]) -> str | None:
    below = _of_folder(config.get(folders[0]) or {}, folders[1:]) if folders else None
    return below or _owner(config)


def _owner(config: dict[str, Any]) -> str | None:
    meta = config.get("+meta") or config.get("meta") or {}
    owners = (meta.get("dagster") or {}).get("owners") or []
    return owners[0].removeprefix("team:") if owners else None


def test_every_folder_at_the_top_has_a_line() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    folders = {f"/{path.split('/')[0]}/" for path in listed if "/" in path}
    assert {"/weir/", "/serving/", "/.ci/"} <= folders
    assert folders - {pattern for pattern, _ in rules()} == set()


def test_every_line_is_about_something_that_is_there() -> None:
    gone = [
        pattern
        for pattern, _ in rules()
        if pattern != "*" and not (ROOT / pattern.strip("/")).is_dir()
    ]
    assert gone == []


def test_the_teams_are_the_owners_of_the_assets() -> None:
    owners = {*owners_of_components().values(), *owners_of_models().values()}
    assert {team for _, team in rules()} - NO_ASSETS == owners


@pytest.mark.parametrize("find", [owners_of_components, owners_of_models])
def test_who_owns_an_asset_reviews_its_file(find: Any) -> None:
    found: dict[Path, str] = find()
    assert found
    wrong = {
        str(path.relative_to(ROOT)): (owner, reviewer(PurePosixPath(path.relative_to(ROOT))))
        for path, owner in found.items()
        if owner != reviewer(PurePosixPath(path.relative_to(ROOT)))
    }
    assert wrong == {}
