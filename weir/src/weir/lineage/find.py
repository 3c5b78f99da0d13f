"""The asset or column that a person names."""

import difflib
from fnmatch import fnmatchcase

from weir.errors import WeirError
from weir.lineage.model import Lineage, Origin


def find(lineage: Lineage, name: str) -> Origin:
    """What a name means: `table`, `dataset/table`, and either with `.column` behind it.

    Returns:
        The asset and the column; "" where none is named.

    Raises:
        WeirError: nothing has that name, or several tables do; with the nearest one.
    """
    assets = lineage.graph.assets
    exact = [name] if name in assets else [key for key in assets if name == assets[key].name]
    if exact:
        return Origin(_one(lineage, exact, name), "")
    # A dashboard's fields have a dot in their names; a table's name has none.
    table, dot, column = name.partition(".")
    named = [key for key in assets if table in (key, assets[key].name)] if dot else []
    if not named:
        raise _unknown(lineage, table, name)
    having = [key for key in named if column in lineage.columns(key)]
    if having:
        return Origin(_one(lineage, having, name), column)
    key = _one(lineage, named, name)
    columns = lineage.columns(key)
    if not columns:
        raise WeirError(
            f"{key} has no columns that are known",
            where=name,
            fix=f"leave the column out to see what {table} hangs on",
        )
    near = difflib.get_close_matches(column, columns, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise WeirError(
        f"{key} has no column {column!r}{meant}",
        where=name,
        fix=f"use one of {', '.join(columns)}",
    )


def _one(lineage: Lineage, keys: list[str], name: str) -> str:
    """The only one; the only one that is made, where others just describe it."""
    made = [key for key in keys if lineage.graph.assets[key].executable]
    if len(made) == 1:
        return made[0]
    if len(keys) > 1:
        raise WeirError(
            f"{name} is the name of several assets: {', '.join(sorted(keys))}",
            where=name,
            fix="write it with its dataset",
        )
    return keys[0]


def _unknown(lineage: Lineage, table: str, name: str) -> WeirError:
    assets = lineage.graph.assets
    names = {asset.name for asset in assets.values()} | assets.keys()
    near = difflib.get_close_matches(table, names, n=1)
    if not near:
        near = sorted(one for one in names if fnmatchcase(one, f"*{table}*"))[:1]
    meant = f"; did you mean {near[0]}?" if near else ""
    return WeirError(
        f"no asset is called {table!r}{meant}", where=name, fix="`weir status` lists all assets"
    )
