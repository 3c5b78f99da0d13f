"""Fixtures of the tests of `ml_features`: its components, as its defs.yaml files declare them."""

import dagster as dg
import pytest
from tests.ml_features.loading import DEFS, Declarations


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden", action="store_true", help="write the golden SQL anew; read the diff"
    )


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    return Declarations(dg.ComponentTree.for_project(DEFS).load_context)
