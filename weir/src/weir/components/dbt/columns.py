"""The columns of a project's tables, and what they are made of: model by model, parents first.

The columns that YAML describes are no help here: it may describe some of them only, and a
`select *` would then lose the others in silence. A model's columns are those that its SQL makes.
"""

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from weir.components.dbt.keys import address, key
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part
from weir.fingerprint import of_text
from weir.lineage.document import told_from, told_to
from weir.lineage.model import UNNAMED, Columns, Origin, Told
from weir.lineage.sql import origins

RULES = 1  # raise it when the same SQL is read otherwise: what was worked out is remembered
SNAPSHOT = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to")
DATED = frozenset(SNAPSHOT[1:])


class ProjectColumns:
    """What each table's columns are made of.

    Attributes:
        sql: the SQL of a model or snapshot; None where there is none.
        sources: columns of the tables that others make, as far as they are known, by key.
    """

    def __init__(
        self,
        manifest: Manifest,
        lineage: Lineage,
        sql: Callable[[str], str | None],
        sources: Mapping[str, Sequence[str]],
    ) -> None:
        self.manifest = manifest
        self.lineage = lineage
        self.sql = sql
        self.sources = sources
        self._told: dict[str, Told] = {}
        self._path = manifest.project.target / "lineage" / "told.json"
        self._remembered = _read(self._path)
        self._used: dict[str, Told] = {}

    def key(self, unique_id: str) -> str:
        """The asset key of a table or source."""
        return key(self.manifest, self._node(unique_id)).to_user_string()

    def table(self, unique_id: str) -> str:
        """The address of a table or source, as SQL names it."""
        return "/".join(address(self.manifest, self._node(unique_id)))

    def of(self, unique_id: str) -> Told:
        """What a table's columns are made of: columns of other assets, by their keys."""
        told = self._of(unique_id)
        read = self.lineage.tables(self.lineage.reads(self._node(unique_id)))
        keys = {self.table(one): self.key(one) for one in read}
        columns = {
            name: tuple(Origin(keys.get(o.asset, o.asset), o.column) for o in made)
            for name, made in told.columns.items()
        }
        return Told(columns, told.reasons)

    def _node(self, unique_id: str) -> Node:
        return self.manifest.nodes.get(unique_id) or self.manifest.sources[unique_id]

    def _of(self, unique_id: str) -> Told:
        waiting = [unique_id]
        while waiting:
            current = waiting[-1]
            missing = [p for p in self._parents(current) if p not in self._told]
            if missing:
                waiting.extend(missing)
            else:
                waiting.pop()
                self._told.setdefault(current, self._tell(current))
        return self._told[unique_id]

    def remember(self) -> None:
        """Keep what was worked out: sqlglot takes milliseconds for each model."""
        if self._used.keys() <= self._remembered.keys():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        made = self._path.with_suffix(f".{os.getpid()}")
        kept = self._remembered | self._used
        made.write_text(json.dumps({mark: told_to(told) for mark, told in kept.items()}))
        made.replace(self._path)

    def _parents(self, unique_id: str) -> list[str]:
        node = self.manifest.nodes[unique_id]
        tables = self.lineage.tables(self.lineage.reads(node))
        return [one for one in tables if one in self.manifest.nodes and one != unique_id]

    def _tell(self, unique_id: str) -> Told:
        node = self.manifest.nodes[unique_id]
        if node["resource_type"] == "seed":
            return Told(dict.fromkeys(_header(self.manifest, node), ()), {})
        if node.get("language") == "python":
            return _untold(node, "it is a Python model: dbt knows no SQL of it")
        sql = self.sql(unique_id)
        if sql is None:
            return _untold(node, "its SQL is not rendered")
        read = self.lineage.tables(self.lineage.reads(node))
        tables = {self.table(one): self._columns(one) for one in read}
        project = self.manifest.project
        partial = sorted(self.table(one) for one in read if one not in self.manifest.nodes)
        mark = of_text(
            project.warehouse.dialect, project.prefix, sql, json.dumps([tables, partial])
        )
        told = self._remembered.get(mark) or origins(
            sql, project.warehouse.dialect, tables, prefix=project.prefix, partial=partial
        )
        self._used[mark] = told
        if UNNAMED in told.reasons and not told.columns:
            return _untold(node, told.reasons[UNNAMED])
        return _snapshot(node, told) if node["resource_type"] == "snapshot" else told

    def _columns(self, unique_id: str) -> list[str]:
        if unique_id in self.manifest.nodes:
            told = self._told[unique_id]
            return [] if UNNAMED in told.reasons else list(told.columns)
        declared = part(self.manifest.sources[unique_id], "columns")
        return list(self.sources.get(self.key(unique_id)) or declared)


def _untold(node: Node, why: str) -> Told:
    """Nothing is known: what YAML describes is listed, each with the reason."""
    described = [column["name"] for column in part(node, "columns").values()]
    return Told(dict.fromkeys(described, ()), {**dict.fromkeys(described, why), UNNAMED: why})


def _snapshot(node: Node, told: Told) -> Told:
    """A snapshot's own columns; with the strategy `timestamp` its days are the rows' own.

    https://docs.getdbt.com/docs/build/snapshots#snapshot-meta-fields
    """
    names = part(node["config"], "snapshot_meta_column_names")
    by = node["config"].get("updated_at")
    when: Columns = told.columns.get(str(by).lower(), ()) if by else ()
    added: dict[str, Columns] = {
        str(names.get(name) or name): when if name in DATED else () for name in SNAPSHOT
    }
    return Told({**told.columns, **added}, told.reasons)


def _header(manifest: Manifest, node: Node) -> list[str]:
    path = manifest.path(node)
    delimiter = str(node["config"].get("delimiter") or ",")
    with path.open(newline="", encoding="utf-8-sig") as file:
        return next(csv.reader(file, delimiter=delimiter), list[str]())


def _read(path: Path) -> dict[str, Told]:
    try:
        return {mark: told_from(entry) for mark, entry in json.loads(path.read_text()).items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
