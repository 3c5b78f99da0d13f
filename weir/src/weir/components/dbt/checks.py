"""Data tests and unit tests as asset checks."""

import re
from collections import Counter
from dataclasses import dataclass

import dagster as dg

from weir.automation.conditions import OnLoad
from weir.components.dbt.fingerprint import Fingerprints
from weir.components.dbt.keys import is_table
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.meta import TestMeta, read
from weir.components.dbt.node import Node, part
from weir.errors import WeirError

NAME = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True)
class Belonging:
    """Where a test belongs.

    Attributes:
        table: unique id of the table or source whose check it is.
        others: further tables that it reads.
    """

    table: str
    others: tuple[str, ...] = ()


def belongings(manifest: Manifest, lineage: Lineage) -> dict[str, Belonging]:
    """Where each test belongs, by the test's unique id."""
    found = {
        unique_id: _belonging(manifest, lineage, node)
        for unique_id, node in manifest.nodes.items()
        if node["resource_type"] == "test"
    }
    found.update(
        {unique_id: _of_model(manifest, lineage, t) for unique_id, t in manifest.unit_tests.items()}
    )
    return found


def check_specs(
    manifest: Manifest,
    fingerprints: Fingerprints,
    keys: dict[str, dg.AssetKey],
    belonging: dict[str, Belonging],
) -> dict[str, dg.AssetCheckSpec]:
    """The spec of each test, by its unique id."""
    names = _stock_names(manifest) if manifest.project.stock_keys else _names(manifest, belonging)
    found: dict[str, dg.AssetCheckSpec] = {}
    for unique_id, place in belonging.items():
        unit = unique_id in manifest.unit_tests
        test = manifest.unit_tests[unique_id] if unit else manifest.nodes[unique_id]
        mark = fingerprints.of_unit_test(test) if unit else fingerprints.of_test(test)
        found[unique_id] = dg.AssetCheckSpec(
            name=names[unique_id],
            asset=keys[place.table],
            description=test.get("description") or f"dbt test {test['name']}",
            additional_deps=[keys[other] for other in place.others],
            blocking=unit or str(test["config"].get("severity", "error")).lower() == "error",
            automation_condition=OnLoad(),
            metadata={
                "weir/fingerprint": mark,
                "weir/file": manifest.file(test),
                "weir/dbt_id": unique_id,
            },
        )
    return found


def _belonging(manifest: Manifest, lineage: Lineage, test: Node) -> Belonging:
    """The attached model, else the one that `meta.dagster.ref` names, else the last in line."""
    said = read(TestMeta, manifest, test)
    read_by = lineage.tables(lineage.reads(test))
    table: str | None = None
    if said.ref is not None:
        table = _named(manifest, test, said.ref.name, said.ref.package, said.ref.version)
    elif test.get("attached_node"):
        table = next(iter(lineage.tables([test["attached_node"]])), None)
    elif read_by:
        table = lineage.most_downstream(read_by)
    if table is None:
        raise WeirError(
            f"the test {test['name']} reads no model and no source, so it is no table's check",
            where=manifest.file(test),
            fix="read a table by ref() or source(), or name one in meta.dagster.ref",
        )
    return Belonging(table, tuple(other for other in read_by if other != table))


def _of_model(manifest: Manifest, lineage: Lineage, test: Node) -> Belonging:
    """A unit test belongs to its model; an ephemeral model's, to the first table made of it."""
    model: str = test["depends_on"]["nodes"][0]
    waiting = [model]
    for unique_id in waiting:
        if is_table(manifest.nodes[unique_id]):
            return Belonging(unique_id)
        waiting.extend(lineage.children.get(unique_id, []))
    raise WeirError(
        f"the unit test {test['name']} is of a model that no table is made of",
        where=manifest.file(test),
        fix="materialize the model, or let a model read it",
    )


def _named(
    manifest: Manifest, test: Node, name: str, package: str | None, version: str | int | None
) -> str:
    for unique_id, node in manifest.nodes.items():
        if (
            is_table(node)
            and node["name"] == name
            and package in (None, node["package_name"])
            and (version is None or str(node.get("version")) == str(version))
        ):
            return unique_id
    raise WeirError(
        f"meta.dagster.ref names {name!r}, which is no model that becomes a table",
        where=manifest.file(test),
        fix="name one of the models that the test reads",
    )


def _names(manifest: Manifest, belonging: dict[str, Belonging]) -> dict[str, str]:
    """A name for each check: short where that is unique on its table, dbt's own otherwise."""
    short: dict[str, str] = {}
    for unique_id in belonging:
        test = manifest.nodes.get(unique_id)
        if test is None:
            test = manifest.unit_tests[unique_id]
        short[unique_id] = NAME.sub("_", _short(test)).strip("_")
    taken = Counter((belonging[u].table, name) for u, name in short.items())
    return {
        unique_id: name
        if taken[(belonging[unique_id].table, name)] == 1
        else NAME.sub("_", unique_id.split(".", 2)[-1])
        for unique_id, name in short.items()
    }


def _stock_names(manifest: Manifest) -> dict[str, str]:
    """Dbt's own names, as dagster-dbt takes them."""
    tests = [n for n in manifest.nodes.values() if n["resource_type"] == "test"]
    return {
        test["unique_id"]: NAME.sub("_", test["name"])
        for test in (*tests, *manifest.unit_tests.values())
    }


def _short(test: Node) -> str:
    """`not_null_order_id` for a generic test that nobody named: its table is known anyway."""
    how = part(test, "test_metadata")
    if not how:
        return str(test["name"])
    full = "_".join(p for p in (how.get("namespace"), how["name"]) if p)
    given = not str(test["name"]).startswith((f"{full}_", f"source_{full}_"))
    if given:
        return str(test["name"])
    column = part(how, "kwargs").get("column_name")
    return f"{how['name']}_{column}" if column else str(how["name"])
