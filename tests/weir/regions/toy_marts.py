"""What is made of the sales, by dbt."""

from dagster.components.testing.utils import component_defs

from weir.components.dbt import DbtProject

defs = component_defs(component=DbtProject(project="transform"))
