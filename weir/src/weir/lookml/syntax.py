"""The SQL of fields, checked one by one, so that an error names the field's own line."""

from typing import Any

from weir.lookml.dialect import READ
from weir.lookml.expression import REFERENCE, TABLE
from weir.lookml.field import Field
from weir.lookml.view import View


def check_sql(view: View) -> None:
    """Refuse fields whose SQL can't be parsed or reads anything but the view's table.

    Raises:
        WeirError: naming the file and line of the field.
    """
    for field in view.fields.values():
        if field.sql.text:
            _check(view, field)


def _check(view: View, field: Field) -> None:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    def alone(name: str) -> str:
        return view.name if name == TABLE else f"({view.name}.{name.rpartition('.')[2]})"

    sql = REFERENCE.sub(lambda found: alone(found[1]), field.sql.text)
    try:
        tree: Any = sqlglot.parse_one(f"SELECT {sql}", read=READ)
    except SqlglotError as error:
        raise field.sql.place.refuse(
            f"the SQL of {field.id} can't be parsed: {str(error).splitlines()[0]}",
            "write it in BigQuery's dialect",
        ) from error
    if len(tree.expressions) != 1 or tree.find(exp.From):
        raise field.sql.place.refuse(
            f"the SQL of {field.id} is not one expression over the view's table",
            "read one mart per view: dependencies are taken from sql_table_name",
        )
    for column in tree.find_all(exp.Column):
        if column.table != view.name:
            raise field.sql.place.refuse(
                f"the SQL of {field.id} names {column.sql(READ)} without its table",
                f"write ${{TABLE}}.{column.name}",
            )
