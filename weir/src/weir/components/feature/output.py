"""The table that a feature makes: its columns, its key, who answers for it."""

from collections.abc import Mapping
from typing import Annotated, Any

import dagster as dg
from pydantic import Field

from weir.components.declared import Declared
from weir.components.feature.types import Type


class Column(Declared):
    """A column of the output.

    Attributes:
        type: its type.
        description: what it holds, with its unit.
    """

    type: Type
    description: Annotated[str, Field(min_length=1)]


def schema_metadata(columns: Mapping[str, Column]) -> dict[str, Any]:
    """The declared columns in the form that Dagster's pages and the graph read."""
    listed = [
        dg.TableColumn(name, type=column.type.value, description=column.description)
        for name, column in columns.items()
    ]
    return {"dagster/column_schema": dg.TableSchema(columns=listed)}
