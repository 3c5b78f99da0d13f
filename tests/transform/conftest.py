"""Fixtures of the dbt project's tests."""

import pytest
from tests.transform.project import Project


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project, to be parsed once."""
    return Project(tmp_path_factory.mktemp("parsed"))
