"""The prepared manifest: made when it must be, refused where it may not be made."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from weir.components.dbt import files
from weir.components.dbt import manifest as subject
from weir.components.dbt.project import project
from weir.environment import Name
from weir.errors import WeirError

LOAD = "from weir.components.dbt import manifest, project; "


def in_production(place):
    environment = replace(project(place.folder).environment, name=Name.PRODUCTION)
    return replace(project(place.folder), environment=environment)


def test_a_prepared_project_loads_without_dbt(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    assert "model.shop.mrt__sales" in shop.manifest().nodes
    loaded = subprocess.Popen is forbidden
    assert loaded


def test_loading_imports_neither_dbt_nor_its_integration(shop) -> None:
    code = (
        "import sys, weir.components.dbt\n"
        "from weir.components.dbt.manifest import load\n"
        "from weir.components.dbt.project import project\n"
        "from weir.components.dbt.translation import translate\n"
        "translate(load(project()))\n"
        "print([m for m in ('dbt', 'dagster_dbt', 'sqlglot', 'pandas') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={"WEIR_HOME": str(shop.root / ".weir")},
        cwd=shop.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"


def test_a_file_added_removed_or_changed_is_noticed_and_parsed_again(shop) -> None:
    shop.write(
        {
            "models/mart/mrt__added.sql": "select 1 as one",
            "models/mart/mrt__people.sql": "select 7 as customer_id",
        }
    )
    (shop.folder / "models/mart/mrt__log.sql").unlink()
    with pytest.raises(WeirError) as refused:
        subject.load(in_production(shop))
    assert refused.value.what == (
        "the dbt manifest is stale: models/mart/mrt__added.sql (added), "
        "models/mart/mrt__log.sql (removed), models/mart/mrt__people.sql (changed)"
    )
    assert "python -m weir.components.dbt" in (refused.value.fix or "")
    nodes = shop.manifest().nodes
    assert "model.shop.mrt__added" in nodes
    assert "model.shop.mrt__log" not in nodes
    assert nodes["model.shop.mrt__people"]["raw_code"] == "select 7 as customer_id"
    assert "model.shop.mrt__added" in subject.load(in_production(shop)).nodes


def test_a_model_in_a_folder_named_like_an_output_is_no_output(shop) -> None:
    names = ("logs", "target", "node_modules", "__pycache__")
    paths = [f"models/mart/{name}/mrt__{name}.sql" for name in names]
    shop.write(dict.fromkeys(paths, "select 1 as one"))
    shop.write({"target/run/a.sql": "select 1", "logs/b.sql": "select 1"})
    files = shop.manifest().files
    assert [path for path in files if "mrt__logs" in path] == ["models/mart/logs/mrt__logs.sql"]
    assert set(paths) <= files.keys()
    assert not {"target/run/a.sql", "logs/b.sql"} & files.keys(), "dbt writes these"
    shop.write({paths[0]: "select 2 as one"})
    node = shop.manifest().nodes["model.shop.mrt__logs"]
    assert node["raw_code"] == "select 2 as one"


def test_a_package_that_is_a_link_back_to_the_project_is_no_endless_folder(shop) -> None:
    (shop.folder / "macros/itself").symlink_to("..")
    (shop.folder / "models/.#mrt__log.sql").symlink_to("nowhere")
    (shop.folder / "models/mrt__loop.sql").symlink_to("mrt__loop.sql")
    found = files.checksums(shop.folder, {})
    assert "macros/money.sql" in found
    assert not [path for path in found if "itself" in path or "loop" in path]


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda path: path.unlink(), "the dbt manifest is missing"),
        (lambda path: path.write_text(path.read_text()[:2000]), "the dbt manifest can't be read"),
        (lambda path: path.write_text("{}"), "the dbt manifest can't be read"),
        (
            lambda path: path.write_text(
                json.dumps(
                    json.loads(path.read_text())
                    | {"inputs": {"format": subject.FORMAT, "dialect": "bigquery"}}
                )
            ),
            "the dbt manifest is of another dialect: 'bigquery'",
        ),
    ],
)
def test_production_refuses_a_manifest_it_can_not_use_and_names_the_file(shop, spoil, what) -> None:
    spoil(project(shop.folder).prepared)
    with pytest.raises(WeirError) as refused:
        subject.load(in_production(shop))
    assert refused.value.what.startswith(what)
    assert refused.value.where == str(project(shop.folder).prepared)


def test_processes_that_load_at_once_parse_once(shop) -> None:
    project(shop.folder).prepared.unlink()
    code = (
        "from weir.components.dbt.manifest import load\n"
        "from weir.components.dbt.project import project\n"
        "print(len(load(project()).nodes))"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    counts = {process.communicate(timeout=120)[0] for process in both}
    assert counts == {f"{len(shop.manifest().nodes)}\n"}
    log = (shop.root / ".weir/dbt/logs/dbt.log").read_text()
    # One parse made the fixture, one was made here.
    assert log.count("Command `cli parse` succeeded") == 2


def test_a_missing_variable_is_named_with_what_to_do(place) -> None:
    made = place(
        {
            "dbt_project.yml": "{name: lost, profile: weir}",
            "models/a.sql": "select '{{ env_var('WEIR_TEST_NOWHERE') }}' as a",
        }
    )
    with pytest.raises(WeirError) as refused:
        made.manifest()
    assert refused.value.what == (
        "dbt reads the environment variable WEIR_TEST_NOWHERE, which is not set"
    )
    assert "set WEIR_TEST_NOWHERE" in (refused.value.fix or "")
    assert not project(made.folder).prepared.exists()


def test_a_model_that_reads_nothing_known_is_named_with_its_file(place) -> None:
    made = place(
        {
            "dbt_project.yml": "{name: lost, profile: weir}",
            "models/a.sql": "select * from {{ ref('nowhere') }}",
        }
    )
    with pytest.raises(WeirError, match="nowhere") as refused:
        made.manifest()
    assert refused.value.where == str(made.folder / "models/a.sql")


def test_a_folder_without_a_project_is_refused(place) -> None:
    made = place({})
    with pytest.raises(WeirError, match="there is no dbt project here"):
        made.manifest()
