"""`workspace.yaml` is the one list of code locations; what else lists them must agree."""

import tomllib
from pathlib import Path

import dagster as dg
import pytest
import yaml

from weir.home import find_project

ROOT = find_project()
ENTRIES = [
    entry["python_module"]
    for entry in yaml.safe_load((ROOT / "workspace.yaml").read_text())["load_from"]
]
NAMES = [entry["location_name"] for entry in ENTRIES]


def test_dg_lists_the_locations_of_the_workspace() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = [entry["path"] for entry in project["tool"]["dg"]["workspace"]["projects"]]
    assert listed == NAMES
    assert set(NAMES) <= set(project["tool"]["uv"]["workspace"]["members"])


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_a_location_is_called_like_its_folder_and_its_package(entry: dict[str, str]) -> None:
    name = entry["location_name"]
    member = tomllib.loads((ROOT / name / "pyproject.toml").read_text())
    assert entry["module_name"] == f"{name}.definitions"
    assert member["tool"]["dg"]["project"]["root_module"] == name
    assert (ROOT / name / "src" / name / "definitions.py").is_file()


def test_the_local_instance_is_configured_as_its_comments_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = ROOT / "deploy" / "local" / "dagster.yaml"
    (tmp_path / "dagster.yaml").write_text(source.read_text())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get() as instance:
        assert not instance.telemetry_enabled
        assert instance.freshness_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_retries_max_retries == 1
        assert not instance.run_retries_retry_on_asset_or_op_failure
        pools = instance.get_concurrency_config().pool_config
        assert pools.default_pool_limit == 1
        assert str(pools.pool_granularity) == "PoolGranularity.OP"
        monitoring = instance.get_settings("run_monitoring")
        assert monitoring["free_slots_after_run_end_seconds"] == 20
        assert instance.get_settings("retention")["sensor"]["purge_after_days"]["skipped"] == 2


def test_the_line_for_postgres_can_be_taken_as_it_is() -> None:
    text = (ROOT / "deploy" / "local" / "dagster.yaml").read_text()
    (line,) = [row for row in text.splitlines() if row.startswith("# storage:")]
    postgres = yaml.safe_load(line.removeprefix("# "))["storage"]["postgres"]
    assert postgres == {"postgres_url": {"env": "DAGSTER_POSTGRES_URL"}}
