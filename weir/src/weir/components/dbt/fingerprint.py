"""What a dbt node's code is: SQL, configuration, macros, ephemeral parents, variables, seeds.

Variables are those of `dbt_project.yml` and of the environment.
"""

import ast
import json
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from weir.components.dbt import environ
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part, parts
from weir.components.dbt.sql import canonical
from weir.fingerprint import of_text

# What describes a table and does not change its rows.
DESCRIBING = frozenset(
    {"meta", "tags", "docs", "group", "access", "enabled", "freshness", "event_time", "packages"}
)
NAMING = re.compile(r"^generate_(schema|alias|database)_name$")  # what they decide is in the key
VARIABLE = re.compile(r"\bvar\s*\(\s*(?:(['\"])(?P<name>[\w.]+)\1)?")


class Fingerprints:
    """The fingerprints of a project's nodes and tests."""

    def __init__(self, manifest: Manifest, lineage: Lineage) -> None:
        self.manifest = manifest
        self.lineage = lineage
        self._of_macro: dict[str, str] = {}

    def of_node(self, node: Node) -> str:
        """The fingerprint of a model, seed or snapshot."""
        return of_text(*self._parts(node))

    def of_test(self, test: Node) -> str:
        """The fingerprint of a data test."""
        how = part(test, "test_metadata")
        arguments = {k: v for k, v in part(how, "kwargs").items() if k != "model"}
        question = _plain([how.get("name"), arguments])
        return of_text(*self._parts(test, question.replace('\\"', '"')), question)

    def of_unit_test(self, test: Node) -> str:
        """The fingerprint of a unit test."""
        kept = ("model", "given", "expect", "overrides", "version")
        return of_text(_plain({key: test.get(key) for key in kept}))

    def reads(self, node: Node, variable: str) -> bool:
        """Whether a node's SQL, configuration or macros read a variable, as far as one can tell."""
        texts = [str(n.get("raw_code") or "") for n in (node, *self.lineage.ephemeral(node))]
        texts += [str(self.manifest.macros[macro]["macro_sql"]) for macro in self._reached(node)]
        texts.append(environ.configuration(node))
        names = {found["name"] for text in texts for found in VARIABLE.finditer(text)}
        return variable in names or None in names

    def _parts(self, node: Node, *said: str) -> list[str]:
        code = self._code(node)
        ephemeral = [self._code(parent) for parent in self.lineage.ephemeral(node)]
        bodies = [self._body(unique_id) for unique_id in self._reached(node)]
        return [
            code,
            _plain(_config(node)),
            _plain(_contract(node)),
            *ephemeral,
            *(_plain(_config(parent)) for parent in self.lineage.ephemeral(node)),
            *bodies,
            _plain(self._variables([code, *ephemeral, *bodies])),
            *self._environment(node, [code, *ephemeral, *bodies, *said]),
        ]

    def _environment(self, node: Node, texts: list[str]) -> list[str]:
        """Variables of the environment, with their values; nothing where none is read."""
        parents = self.lineage.ephemeral(node)
        written = [environ.configuration(one) for one in (node, *parents)]
        found = environ.names([*texts, *written], self.manifest.environment)
        return [_plain(environ.values(found))] if found else []

    def _reached(self, node: Node) -> list[str]:
        """All macros that a node, or an ephemeral model in its SQL, may run through."""
        return self._closure(
            m for n in (node, *self.lineage.ephemeral(node)) for m in self._used(n)
        )

    def _code(self, node: Node) -> str:
        if node["resource_type"] == "seed":
            return self._seed(node)
        code: str = node.get("raw_code") or ""
        if node.get("language") == "python":
            return ast.unparse(ast.parse(code))
        return canonical(code, self.manifest.adapter)

    def _seed(self, node: Node) -> str:
        """A seed's contents. Dbt itself keeps only the path of a file above one megabyte."""
        return self.manifest.files.get(node["original_file_path"]) or str(
            node["checksum"]["checksum"]
        )

    def _used(self, node: Node) -> list[str]:
        materialized = node["config"].get("materialized")
        own = [
            m
            for m in self._own_materializations
            if m.split(".")[-1].startswith(f"materialization_{materialized}_")
        ]
        return [*parts(part(node, "depends_on"), "macros"), *own, *self._overrides]

    def _closure(self, macros: Iterable[str]) -> list[str]:
        """Macros and all that they call, implementations for a dialect included."""
        found: set[str] = set()
        waiting = list(macros)
        while waiting:
            unique_id = waiting.pop()
            macro = self.manifest.macros.get(unique_id)
            if macro is None or unique_id in found:
                continue
            found.add(unique_id)
            waiting.extend(parts(part(macro, "depends_on"), "macros"))
            waiting.extend(self._implementations.get(macro["name"], []))
        return sorted(found)

    def _body(self, unique_id: str) -> str:
        if unique_id not in self._of_macro:
            text: str = self.manifest.macros[unique_id]["macro_sql"]
            self._of_macro[unique_id] = canonical(text, self.manifest.adapter)
        return self._of_macro[unique_id]

    def _variables(self, texts: list[str]) -> dict[str, Any]:
        """The variables that the texts read; all of them where a name is made as it runs."""
        names: set[str] = set()
        for text in texts:
            for found in VARIABLE.finditer(text):
                if found["name"] is None:
                    return self.manifest.variables
                names.add(found["name"])
        return _picked(self.manifest.variables, names)

    @cached_property
    def _implementations(self) -> dict[str, list[str]]:
        """What `adapter.dispatch` may choose for a macro's name."""
        found: dict[str, list[str]] = {}
        for unique_id, macro in self.manifest.macros.items():
            for start in ("default__", f"{self.manifest.adapter}__"):
                if macro["name"].startswith(start):
                    found.setdefault(macro["name"].removeprefix(start), []).append(unique_id)
        return found

    @cached_property
    def _overrides(self) -> list[str]:
        """Macros with which the project replaces dbt's own: any node may run through them."""
        own = {m["name"] for m in self.manifest.macros.values() if _is_builtin(m)}
        return [
            unique_id
            for unique_id, macro in self.manifest.macros.items()
            if not _is_builtin(macro)
            and macro["name"] in own
            and not NAMING.match(macro["name"].split("__")[-1])
        ]

    @cached_property
    def _own_materializations(self) -> list[str]:
        return [
            unique_id
            for unique_id, macro in self.manifest.macros.items()
            if macro["name"].startswith("materialization_") and not _is_builtin(macro)
        ]


def _is_builtin(macro: Node) -> bool:
    package: str = macro["package_name"]
    return package == "dbt" or package in {"dbt_duckdb", "dbt_bigquery"}


def _config(node: Node) -> dict[str, Any]:
    config = {k: v for k, v in node["config"].items() if k not in DESCRIBING}
    persisted = part(config, "persist_docs")
    if persisted.get("relation"):
        config["description"] = node.get("description")
    if persisted.get("columns"):
        config["columns"] = {
            name: column.get("description") for name, column in part(node, "columns").items()
        }
    return config


def _contract(node: Node) -> Any:
    """Columns count where a contract is enforced; elsewhere they only describe."""
    if not part(node["config"], "contract").get("enforced"):
        return None
    columns = [
        [c["name"], c.get("data_type"), c.get("constraints"), c.get("quote")]
        for c in part(node, "columns").values()
    ]
    return [columns, node.get("constraints")]


def _picked(variables: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The named variables, wherever they stand: `vars` may be nested by package."""
    found: dict[str, Any] = {}
    for name, value in variables.items():
        if name in names:
            found[name] = value
        elif isinstance(value, dict):
            inner = _picked(value, names)  # pyright: ignore[reportUnknownArgumentType]
            if inner:
                found[name] = inner
    return found


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
