"""What docs/dbt.md promises is run by tests that exist."""

import re
from pathlib import Path

import yaml
from tests.weir.components.dbt import regions

from weir.components.dbt.meta import TableMeta
from weir.components.dlt import DltSource

HERE = Path(__file__).parent
PAGE = HERE.parents[3] / "docs" / "dbt.md"
PROMISES = re.compile(r"^\| (?!the documentation|---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_each_promise_names_a_test_that_is_there() -> None:
    functions = {
        name
        for path in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    promises = PROMISES.findall(PAGE.read_text())
    assert len(promises) >= 18
    for promise, truth, tests in promises:
        assert re.match(r"works|ours", truth), promise
        named = re.findall(r"`(test_\w+)(\.py)?`", tests)
        assert named or tests == "the same", promise
        for name, is_file in named:
            assert (HERE / f"{name}.py").is_file() if is_file else name in functions, name


def test_the_example_of_partitions_is_the_project_that_the_tests_build() -> None:
    section = PAGE.read_text().partition("## Partitions\n")[2].partition("\n## ")[0]
    loader, models = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    said = DltSource.model_validate(yaml.safe_load(loader)["attributes"]).partitions
    assert said is not None
    assert len(said.described().every() or []) == 15
    built = {m["name"]: m["config"] for m in yaml.safe_load(regions.MODELS)["models"]}
    for model in yaml.safe_load(models)["models"]:
        config = {key: v for key, v in model["config"].items() if key != "materialized"}
        assert config == built[model["name"]]
        assert TableMeta.model_validate(config["meta"]["dagster"]).partitions
    macros, *queries = re.findall(r"```sql\n(.*?)```", section, re.DOTALL)
    assert macros == regions.EXACTLY.lstrip("\n")
    assert [f"\n{query}" for query in queries] == [regions.SALES, regions.OF_REGION]
