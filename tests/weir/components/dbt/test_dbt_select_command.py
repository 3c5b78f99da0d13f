"""`weir run --dbt-select` on a small platform with a dbt project, in its own state folders."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.weir.components.dbt.conftest import SHOP, write
from tests.weir.toy.project import Project

WORKSPACE = "load_from:\n  - python_module: {module_name: toy_shop, location_name: shop}\n"
ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Generator[Project]:
    folder = tmp_path_factory.mktemp("platform")
    shutil.copy(Path(__file__).with_name("toy_shop.py"), folder)
    (folder / "workspace.yaml").write_text(WORKSPACE)
    write(folder / "transform", SHOP)
    (folder / "deploy" / "local").mkdir(parents=True)
    shutil.copy(ROOT / "deploy/local/dagster.yaml", folder / "deploy/local/dagster.yaml")
    made = Project(folder)
    yield made
    made.end()


def planned(output: str) -> set[str]:
    """The tables of a printed plan, each a line with its reason."""
    words = [line.split() for line in output.splitlines() if "  " in line]
    return {w for line in words for w in line if w.count("/") == 1 and w[0] != "/"}


@pytest.mark.slow
def test_what_changed_is_built_alone_and_the_rest_read_from_the_other_state_folder(
    platform: Project,
) -> None:
    code, output = platform.weir("run")
    assert code == 0, output
    state = platform.folder / ".weir" / "dbt"

    code, output = platform.weir("run", "--plan", "--dbt-select", "tag:daily path:models/base")
    assert code == 0, output
    assert planned(output) == {"mart/sales", "base/base__orders", "base/base__customers"}

    code, output = platform.weir("run", "--dbt-select", "state:modified+", "--state", str(state))
    assert code == 1
    assert f"nothing that dbt builds differs from {state}" in output.replace("\n", "")
    assert "weir_state" not in output, "the tag by which dbt is asked is nobody's word"

    # Another state folder: nothing is in it. A macro changes, and the models that call it.
    kept = platform.folder / "production"
    shutil.copytree(platform.folder / ".weir", kept)
    write(
        platform.folder / "transform",
        {"macros/money.sql": "{% macro usd(column) %}cast({{ column }} as decimal(18, 2))"
         "{% endmacro %}"},
    )  # fmt: skip
    unit = platform.folder / "transform/models/mart/mart.yml"
    unit.write_text(unit.read_text().replace("usd: 3.00", "usd: 300"))
    platform.variables["WEIR_HOME"] = str(platform.folder / "branch")
    words = ("run", "--dbt-select", "state:modified+", "--state", str(kept / "dbt"))
    code, output = platform.weir(*words)
    assert code == 1, "its parents are not here"

    code, output = platform.weir(*words, "--defer")
    assert code == 0, output
    code, output = platform.weir(
        "sql", "-c", "select usd, rank from mrt__ranking order by 1", "--format", "csv"
    )
    assert output == "usd,rank\n300.00,2\n400.00,1\n", output
    code, output = platform.weir(
        "sql", "-c", "select table_schema || '.' || table_name t from information_schema.tables "
        "where table_schema in ('raw', 'base', 'mart', 'deferred') order by 1", "--format", "csv",
    )  # fmt: skip
    assert output.split() == [
        "t",
        "deferred.base__base__orders",
        "deferred.mart__mrt__people",  # a test of the sales compares the buyers with it
        "mart.mrt__ranking",
        "mart.sales",
    ]


def test_options_that_would_do_nothing_are_refused(platform: Project) -> None:
    for words, said in [
        (("--select", "a", "--dbt-select", "b"), "are two selections"),
        (("--state", "x"), "--state is named, and nothing reads it"),
        (("--defer", "--dbt-select", "tag:daily"), "no environment is named"),
        (("--defer", "--state", "x"), "nothing is selected"),
    ]:
        code, output = platform.weir("run", *words)
        assert code == 1
        assert said in output
