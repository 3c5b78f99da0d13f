"""The columns that a query's columns are made of, by sqlglot."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from weir.errors import WeirError
from weir.lineage.model import UNNAMED, Columns, Origin, Told


def origins(
    sql: str,
    dialect: str,
    tables: Mapping[str, Sequence[str]],
    *,
    prefix: str = "",
    partial: Collection[str] = (),
) -> Told:
    """Where the values of each column of a query come from.

    A column that only filters, joins or sorts is no origin: its values do not arrive. What an
    expression or a condition inside it reads is one.

    Args:
        sql: one SELECT.
        dialect: as sqlglot spells it.
        tables: columns of the tables that it may read, by `dataset/table`.
        prefix: what the environment puts before a dataset's name.
        partial: tables that may have further columns: what is loaded is not all declared.
    """
    try:
        return _Walk(dialect, tables, prefix, partial).of(sql)
    except WeirError as error:
        return Told({}, {UNNAMED: error.what})


class _Made(NamedTuple):
    """A column of a part of the query; with a reason, its origins are not known."""

    origins: Columns = ()
    reason: str | None = None


class _Walk:
    """One pass over a query's scopes, the innermost first.

    sqlglot's own `lineage` starts at each column anew and copies the query as it goes: on a wide
    table that is a hundred times the work.
    """

    def __init__(
        self,
        dialect: str,
        tables: Mapping[str, Sequence[str]],
        prefix: str,
        partial: Collection[str],
    ) -> None:
        self.dialect = dialect
        self.tables = tables
        self.prefix = prefix
        self.partial = partial
        self.exact = {key.lower(): key for key in tables}
        self.found: dict[int, dict[str, _Made]] = {}

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
        return Told(
            {name: one.origins for name, one in made.items() if name != UNNAMED},
            {name: one.reason for name, one in made.items() if one.reason},
        )

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
                allow_partial_qualification=True,
                quote_identifiers=False,
                identify=False,
            )
        except SqlglotError as error:
            said = str(error).splitlines()[0]
            raise WeirError(f"sqlglot can't read its SQL: {said}") from error

    def _scope(self, scope: Any) -> dict[str, _Made]:
        from sqlglot import exp

        query = scope.expression
        if isinstance(query, exp.SetOperation):
            left, right = (self.found[id(side)] for side in scope.union_scopes)
            return {
                name: _merged(one, other)
                for (name, one), other in zip(left.items(), right.values(), strict=False)
            }
        if isinstance(query, exp.UDTF):  # unnest(...) in FROM is made of its arguments
            return {UNNAMED: self._expression(scope, query)}
        if not isinstance(query, exp.Select):
            return {}
        return {
            projection.alias_or_name or UNNAMED: self._expression(scope, projection)
            for projection in query.expressions
        }

    def _expression(self, scope: Any, expression: Any) -> _Made:
        from sqlglot import exp

        if expression.find(exp.Star) and not expression.find(exp.Count):
            return _Made(reason=self._star(scope))
        within: dict[int, Any] = {id(s.expression): s for s in scope.subquery_scopes}

        def is_subquery(node: Any) -> bool:
            return id(node) in within

        parts: list[_Made] = []
        for node in expression.walk(bfs=False, prune=is_subquery):
            if id(node) in within:
                parts.extend(self.found[id(within[id(node)])].values())
            elif isinstance(node, exp.Column):
                parts.append(self._column(scope, node))
        return _merged(*parts)

    def _star(self, scope: Any) -> str:
        """Why a star is left over."""
        from sqlglot import exp

        for source in scope.sources.values():
            if isinstance(source, exp.Table):
                if not self.tables.get(self._key(source)):
                    return f"it reads * of {self._key(source)}, whose columns are not declared"
            elif UNNAMED in (made := self.found.get(id(source), {})):
                return str(made[UNNAMED].reason)
        return "it reads * of a table without known columns"

    def _column(self, scope: Any, column: Any) -> _Made:
        from sqlglot import exp

        named = str(column.name)
        source = _source(scope, column.table)
        if source is None:
            return _Made(reason=f"its SQL does not say whose column {named} is")
        if isinstance(source, exp.Table):
            key = self._key(source)
            if key not in self.tables:
                return _Made(reason=f"it reads {key}, which the graph does not know")
            exact = {name.lower(): name for name in self.tables[key]}
            if exact and named.lower() not in exact and key not in self.partial:
                return _Made(reason=f"it reads {key}.{named}, which {key} does not have")
            return _Made((Origin(key, exact.get(named.lower(), named)),))
        made = self.found.get(id(source), {})
        missing = f"its SQL reads {column.sql(self.dialect)}, which no part of it makes"
        return made.get(named) or made.get(UNNAMED) or _Made(reason=missing)

    def _key(self, table: Any) -> str:
        dataset: str = table.db.removeprefix(self.prefix)
        key = f"{dataset}/{table.name}"
        return self.exact.get(key.lower(), key)


def _source(scope: Any, name: str) -> Any:
    """The table or subquery of that name; a correlated subquery finds those outside as well.

    sqlglot leaves a column of an unknown table without its name: where one source alone is read,
    it is that one's.
    """
    if not name:
        return next(iter(scope.sources.values())) if len(scope.sources) == 1 else None
    while scope is not None:
        if name in scope.sources:
            return scope.sources[name]
        scope = scope.parent
    return None


def _merged(*parts: _Made) -> _Made:
    """All origins; or the first reason, since a part of them would be taken for the whole."""
    reason = next((part.reason for part in parts if part.reason), None)
    if reason:
        return _Made(reason=reason)
    return _Made(tuple(dict.fromkeys(origin for part in parts for origin in part.origins)))
