"""A dbt project as assets and checks, dbt being a child process that we control."""

from weir.components.dbt.component import DbtProject

__all__ = ["DbtProject"]
