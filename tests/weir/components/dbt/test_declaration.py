"""What the component's defs.yaml may say."""

from typing import Any

import pytest
from dagster.components.core.component_tree import ComponentTreeException
from dagster.components.testing import create_defs_folder_sandbox

from weir.components.dbt import DbtProject


def refused(attributes: dict[str, Any]) -> str:
    contents = {"type": "weir.components.dbt.DbtProject", "attributes": attributes}
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(DbtProject, defs_path="dbt", defs_yaml_contents=contents)
        with (
            pytest.raises(ComponentTreeException) as error,
            sandbox.load_component_and_build_defs(defs_path=path),
        ):
            pass
    return str(error.value.__cause__)


def test_a_freshly_scaffolded_file_loads_the_repositorys_project(shop) -> None:
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(DbtProject, defs_path="dbt")
        with sandbox.load_component_and_build_defs(defs_path=path) as (component, definitions):
            assert component == DbtProject(project="transform", name="dbt", threads=2)
            keys = definitions.resolve_asset_graph().materializable_asset_keys
            assert len(keys) == 7


def test_a_misspelt_key_is_answered_with_file_line_and_suggestion(shop) -> None:
    text = refused({"projct": "transform"})
    assert "unknown key 'projct'; did you mean 'project'?" in text
    assert "defs.yaml:2" in text


def test_a_folder_without_a_project_is_refused_with_its_path(shop) -> None:
    text = refused({"project": "nowhere"})
    assert "there is no dbt project here" in text
    assert str(shop.root / "nowhere/dbt_project.yml") in text


def test_the_moving_in_settings_reach_the_project(shop, caplog) -> None:
    path = shop.folder / "models/mart/mart.yml"
    path.write_text(path.read_text().replace("group: money", "groop: money"))
    assert "unknown key 'groop'" in refused({})
    contents = {"type": "weir.components.dbt.DbtProject", "attributes": {"unknown_meta": "warn"}}
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(DbtProject, defs_path="dbt", defs_yaml_contents=contents)
        with sandbox.load_component_and_build_defs(defs_path=path) as (_, definitions):
            assert len(definitions.resolve_asset_graph().materializable_asset_keys) == 7
    assert caplog.text.count("unknown key 'groop', left out") == 1
