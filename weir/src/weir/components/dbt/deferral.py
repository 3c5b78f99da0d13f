"""What is not selected and is missing here, read from another environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from weir.components.dbt import state
from weir.components.dbt.keys import address, identifier
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node
from weir.components.dbt.project import Project
from weir.components.dbt.selection import Selection
from weir.environment import Environment
from weir.errors import WeirError
from weir.home import Home
from weir.warehouse.borrow import DATASET, borrow
from weir.warehouse.duckdb import DuckDBWarehouse

Relation = dict[str, str]


@dataclass(frozen=True)
class Deferral:
    """Where dbt reads tables instead of from this environment, by unique id.

    What exists here is read here, as with dbt's `--defer`; its `--favor-state` would read the
    other environment's table although a new one has just been built.

    Attributes:
        relations: dbt's names: database, schema, identifier.
    """

    relations: Mapping[str, Relation] = field(default_factory=dict[str, Relation])
    told: tuple[str, ...] = ()


def deferral(project: Project, selection: Selection, folder: Path) -> Deferral:
    """The tables that a selection reads and that are missing here.

    DuckDB reads one file: what is needed of another state folder is copied from what was
    published there. Elsewhere the tables are read where they are.

    Args:
        folder: the other environment's folder `.weir/dbt`.

    Raises:
        WeirError: the folder is no such folder, or is this environment's own.
    """
    there = state.read(project, folder)
    missing = _missing(project, selection)
    found = {one: node for one in missing if (node := _node(there, one)) is not None}
    if not found:
        return Deferral()
    warehouse = project.warehouse
    published = Home(project.environment.home.project, folder.parent).published
    told = tuple(f"{'.'.join(address(there, n))} is read from {folder}" for n in found.values())
    if isinstance(warehouse, DuckDBWarehouse) and _is_other(published, project.environment):
        names = {one: _named(node) for one, node in found.items()}
        copies = borrow(warehouse, published, names)
        dataset = warehouse.dataset(DATASET)
        return Deferral(
            {
                one: {**_relation(node), "schema": dataset, "identifier": copies[one]}
                for one, node in found.items()
                if one in copies
            },
            told,
        )
    if there.project.prefix == project.prefix:
        raise WeirError(
            f"{', '.join('.'.join(address(there, node)) for node in found.values())} can't be read "
            "from there: it is the environment that this run writes to",
            where=folder,
            fix="name the `.weir/dbt` of another environment (with DuckDB, beside its "
            f"{published.parent.name}/{published.name}), or make the tables here: `weir run`",
        )
    return Deferral({one: _relation(node) for one, node in found.items()}, told)


def _missing(project: Project, selection: Selection) -> list[str]:
    """Unique ids of the tables and sources that are read, not built by this step, and not here."""
    translation = selection.translation
    lineage = translation.lineage
    read: dict[str, None] = {}
    for unique_id in sorted(selection.ids):
        if unique_id not in translation.manifest.unit_tests:
            read.update(dict.fromkeys(lineage.tables(lineage.reads(translation.node(unique_id)))))
        else:  # it asks the tables that it replaces for their columns
            model = translation.manifest.nodes[translation.belonging[unique_id].table]
            read.update(dict.fromkeys(lineage.tables(lineage.reads(model))))
    with project.warehouse.session("dbt: what is here", read_only=True) as session:
        here = session.tables()
    return [
        one
        for one in read
        if one not in selection.nodes
        and (node := _node(translation.manifest, one)) is not None
        and address(translation.manifest, node) not in here
    ]


def _node(manifest: Manifest, unique_id: str) -> Node | None:
    return manifest.nodes.get(unique_id) or manifest.sources.get(unique_id)


def _is_other(published: Path, environment: Environment) -> bool:
    return published.exists() and published.resolve() != environment.home.published.resolve()


def _named(node: Node) -> tuple[str, str]:
    return str(node["schema"]), identifier(node)


def _relation(node: Node) -> Relation:
    schema, table = _named(node)
    return {"database": str(node["database"]), "schema": schema, "identifier": table}
