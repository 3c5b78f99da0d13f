"""The columns that a query's columns are made of, by sqlglot."""

from collections.abc import Mapping, Sequence
from typing import Any

from weir.errors import WeirError
from weir.lineage.model import UNNAMED, Columns, Origin, Told

STAR = UNNAMED


def origins(
    sql: str, dialect: str, tables: Mapping[str, Sequence[str]], *, prefix: str = ""
) -> Told:
    """Where the values of each column of a query come from.

    A column that only filters, joins or sorts is no origin: its values do not arrive. What an
    expression or a condition inside it reads is one.

    Args:
        sql: one SELECT.
        dialect: as sqlglot spells it.
        tables: columns of the tables that it may read, by `dataset/table`.
        prefix: what the environment puts before a dataset's name.
    """
    try:
        return _Walk(dialect, tables, prefix).of(sql)
    except WeirError as error:
        return Told({}, {STAR: error.what})


class _Walk:
    """One pass over a query's scopes, the innermost first.

    sqlglot's own `lineage` starts at each column anew and copies the query as it goes: on a wide
    table that is a hundred times the work.
    """

    def __init__(self, dialect: str, tables: Mapping[str, Sequence[str]], prefix: str) -> None:
        self.dialect = dialect
        self.tables = tables
        self.prefix = prefix
        self.exact = {key.lower(): key for key in tables}
        self.found: dict[int, dict[str, Columns]] = {}
        self.reasons: dict[str, str] = {}

    def of(self, sql: str) -> Told:
        from sqlglot import exp
        from sqlglot.optimizer.scope import traverse_scope

        tree = self._qualified(sql)
        scopes: list[Any] = traverse_scope(tree)
        if not isinstance(tree, exp.Query) or not scopes:
            raise WeirError("the statement is no query")
        for scope in scopes:
            self.found[id(scope)] = self._scope(scope)
        made = self.found[id(scopes[-1])]
        reasons = {name: self.reasons[name] for name in made if name in self.reasons}
        if STAR in made:
            reasons[STAR] = self.reasons.get(STAR, "it reads * of a table without known columns")
        return Told({name: made[name] for name in made if name != STAR}, reasons)

    def _qualified(self, sql: str) -> Any:
        import sqlglot
        from sqlglot import exp
        from sqlglot.errors import SqlglotError
        from sqlglot.optimizer.qualify import qualify

        schema: dict[str, Any] = {}
        for key, columns in self.tables.items():
            if not columns:  # unknown; sqlglot takes it for a table that has none
                continue
            dataset, _, table = key.rpartition("/")
            place = schema.setdefault(f"{self.prefix}{dataset}", {})
            place[table] = dict.fromkeys(columns, "unknown")
        try:
            tree: Any = sqlglot.parse_one(sql, read=self.dialect)
            for table in tree.find_all(exp.Table):
                table.set("catalog", None)  # one database for all: a key does not name it
            return qualify(
                tree,
                schema=schema,
                dialect=self.dialect,
                validate_qualify_columns=False,
                quote_identifiers=False,
                identify=False,
            )
        except SqlglotError as error:
            said = str(error).splitlines()[0]
            raise WeirError(f"sqlglot can't read its SQL: {said}") from error

    def _scope(self, scope: Any) -> dict[str, Columns]:
        from sqlglot import exp

        query = scope.expression
        if isinstance(query, exp.SetOperation):
            left, right = (self.found[id(side)] for side in scope.union_scopes)
            return {
                name: _merged(origin, other)
                for (name, origin), other in zip(left.items(), right.values(), strict=False)
            }
        if not isinstance(query, exp.Select):
            return {}
        return {
            projection.alias_or_name or STAR: self._expression(scope, projection)
            for projection in query.expressions
        }

    def _expression(self, scope: Any, expression: Any) -> Columns:
        from sqlglot import exp

        name = expression.alias_or_name or STAR
        if expression.find(exp.Star) and not expression.find(exp.Count):
            read = [s for s in scope.sources.values() if isinstance(s, exp.Table)]
            named = ", ".join(sorted(self._key(t) for t in read)) or "a table"
            self.reasons[STAR] = f"it reads * of {named}, whose columns are not declared"
            return ()
        within: dict[int, Any] = {id(s.expression): s for s in scope.subquery_scopes}

        def is_subquery(node: Any) -> bool:
            return id(node) in within

        parts: list[Columns] = []
        for node in expression.walk(prune=is_subquery):
            if id(node) in within:
                parts.extend(self.found[id(within[id(node)])].values())
            elif isinstance(node, exp.Column):
                parts.append(self._column(scope, node, name))
        return _merged(*parts)

    def _column(self, scope: Any, column: Any, asked: str) -> Columns:
        from sqlglot import exp

        named = str(column.name)
        source = _source(scope, column.table)
        if isinstance(source, exp.Table):
            key = self._key(source)
            if key not in self.tables:
                self.reasons[asked] = f"it reads {key}, which the graph does not know"
                return ()
            exact = {name.lower(): name for name in self.tables[key]}
            return (Origin(key, exact.get(named.lower(), named)),)
        if source is None:
            if not column.table and len(scope.sources) > 1:
                self.reasons[asked] = f"its SQL does not say whose column {named} is"
            return ()
        made = self.found.get(id(source), {})
        if named not in made:
            missing = f"its SQL reads {column.sql(self.dialect)}, which no part of it makes"
            self.reasons[asked] = self.reasons.get(STAR, missing) if STAR in made else missing
        return made.get(named, ())

    def _key(self, table: Any) -> str:
        dataset: str = table.db.removeprefix(self.prefix)
        key = f"{dataset}/{table.name}"
        return self.exact.get(key.lower(), key)


def _source(scope: Any, name: str) -> Any:
    """The table or subquery of that name; a correlated subquery finds those outside as well."""
    while scope is not None:
        if name in scope.sources:
            return scope.sources[name]
        scope = scope.parent
    return None


def _merged(*parts: Columns) -> Columns:
    return tuple(dict.fromkeys(origin for part in parts for origin in part))
