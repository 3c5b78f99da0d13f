"""From a function of ibis tables to the SQL of one warehouse. Compiled here, never executed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from weir import fingerprint
from weir.components.feature.contract import Input
from weir.components.feature.types import Type
from weir.errors import WeirError
from weir.warehouse import Warehouse

_HERE = Path(__file__).parent
FINGERPRINT = fingerprint.of_text(
    *(fingerprint.of_python(_HERE / name, _HERE) for name in ("expression.py", "types.py"))
)
"""What this compiler is: a change of it makes other tables from the same function."""

QUOTE = {"duckdb": '"', "bigquery": "`"}


def tables(inputs: Mapping[str, Input], warehouse: Warehouse) -> dict[str, Any]:
    """The declared inputs as ibis tables, named as they are called in this environment."""
    ibis = compiler()
    return {
        name: ibis.table(
            {column: kind.ibis for column, kind in declared.columns.items()},
            name=declared.address[1],
            database=warehouse.dataset(declared.address[0]),
        )
        for name, declared in inputs.items()
    }


def select(
    function: Callable[..., Any],
    arguments: Mapping[str, Any],
    columns: Mapping[str, Type],
    warehouse: Warehouse,
    *,
    where: object,
) -> str:
    """The SELECT of what a function returns, with exactly the declared columns.

    Each column is cast in SQL: ibis takes the sum of an int64 for an int64, DuckDB makes a
    HUGEINT of it.

    Args:
        function: takes ibis tables and constants by name, returns an ibis table.
        arguments: what it is called with.
        columns: name and type of the output's columns, in the table's order.
        warehouse: whose dialect is wanted.
        where: the file that declares the columns, for messages.

    Raises:
        WeirError: the function's columns or types are not the declared ones.
    """
    table = built(function, arguments, where=where)
    _verify(table, columns, where)
    quote = QUOTE[warehouse.dialect]
    names = [(f"{quote}{name}{quote}", kind) for name, kind in columns.items()]
    casts = ", ".join(f"cast({n} as {kind.sql(warehouse.dialect)}) as {n}" for n, kind in names)
    return f"select {casts} from (\n{sql_of(table, warehouse)}\n) as feature"


def built(function: Callable[..., Any], arguments: Mapping[str, Any], *, where: object) -> Any:
    """What the function makes of its arguments.

    Raises:
        WeirError: it names a column that its input does not declare.
    """
    from ibis.common.exceptions import IbisError

    try:
        return function(**arguments)
    except (AttributeError, TypeError, IbisError) as error:
        raise WeirError(
            f"{function.__module__}.{function.__qualname__} can't be built: {error}",
            where=where,
            fix="declare the column or the input that it asks for, or correct the function",
        ) from error


def sql_of(table: Any, warehouse: Warehouse) -> str:
    """An ibis table in the warehouse's dialect."""
    return str(compiler().to_sql(table, dialect=warehouse.dialect))


def compiler() -> Any:
    """The compiler, imported only when something is compiled; its own types are partial."""
    import ibis

    return ibis


def _verify(table: Any, columns: Mapping[str, Type], where: object) -> None:
    made: dict[str, Any] = dict(table.schema().items())
    if set(made) != set(columns):
        missing, extra = sorted(set(columns) - set(made)), sorted(set(made) - set(columns))
        parts = [f"lacks {', '.join(missing)}"] * bool(missing)
        parts += [f"has {', '.join(extra)} beyond them"] * bool(extra)
        raise WeirError(
            f"what the function returns is not what `columns` declares: it {' and '.join(parts)}",
            where=f"{where}, columns",
            fix="make the function and the declaration agree",
        )
    for name, kind in columns.items():
        if _family(made[name]) is not kind:
            raise WeirError(
                f"the function makes {name} a {made[name]}, declared is {kind}",
                where=f"{where}, columns.{name}",
                fix="cast it in the function, or correct the declaration",
            )


def _family(made: Any) -> Type | None:
    tests = {
        Type.BIGINT: made.is_integer(),
        Type.NUMERIC: made.is_decimal(),
        Type.DOUBLE: made.is_floating(),
        Type.VARCHAR: made.is_string(),
        Type.BOOLEAN: made.is_boolean(),
        Type.DATE: made.is_date(),
        Type.TIMESTAMP: made.is_timestamp(),
    }
    return next((kind for kind, fits in tests.items() if fits), None)
