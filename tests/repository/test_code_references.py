"""Each asset's page leads to a file that is there."""

from pathlib import Path

import pytest

from weir.graph.workspace import locations
from weir.home import find_project

ROOT = find_project(Path(__file__))


@pytest.mark.parametrize("name", ["ingestion", "transformation", "ml_features", "serving"])
def test_each_asset_leads_to_a_file_of_the_repository(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    location = next(one for one in locations(ROOT) if one.name == name)
    graph = location.load().resolve_asset_graph()
    made = [node for node in graph.asset_nodes if node.is_materializable]
    assert len(made) > 3
    for node in made:
        references = node.metadata["dagster/code_references"].code_references
        paths = [Path(one.file_path) for one in references]
        assert all(path.is_file() and path.is_relative_to(ROOT) for path in paths), node.key
        assert any(path.name == "defs.yaml" for path in paths), node.key
        if name == "transformation":
            first = paths[0]
            assert first.is_relative_to(ROOT / "transform"), node.key
            assert node.key.path[-1] in first.read_text() + first.stem
