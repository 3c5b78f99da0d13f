"""Every process imports every component's module, since Dagster lists what it finds registered.

So a module must import where its own extra is not installed: an image holds one location's extras.
"""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

MODULES = sorted(e.value for e in entry_points(group="dagster_dg_cli.registry_modules"))
OURS = [module for module in MODULES if module.startswith("weir.")]
VENDORS = [
    *(
        "dlt",
        "dbt",
        "ibis",
        "sqlglot",
        "lkml",
        "vl_convert",
        "httpx",
        "apprise",
        "sklearn",
        "pandas",
        "rich",
    ),
    *("duckdb", "google", "dagster_dlt", "dagster_dbt", "dagster_fivetran", "dagster_looker"),
]
CODE = """
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {vendors!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
import dagster
for module in {modules!r}:
    importlib.import_module(module)
    print(module)
"""


def test_the_modules_of_all_components_import_without_any_extra() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(vendors=VENDORS, modules=OURS)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == OURS


@pytest.mark.parametrize(
    "kind", ["dlt", "fivetran", "dbt", "feature", "lookml", "audience", "alerts"]
)
def test_every_kind_of_component_is_registered(kind: str) -> None:
    assert f"weir.components.{kind}" in OURS
