"""dbt's exposures against what really reads a project's tables."""

from weir.components.dbt.keys import address, is_table
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest, load
from weir.components.dbt.node import Node
from weir.components.dbt.project import project
from weir.graph.model import Graph

CALL = "weir.components.dbt.origins:origins"
# https://docs.getdbt.com/docs/build/exposures#available-properties: `type`, and what it is here.
READERS = {"dashboard": "dashboards", "application": "audiences"}


def all_differences(graph: Graph) -> list[str]:
    """What all dbt projects of a graph leave out or say too much, in words."""
    asked = {
        str(asset.origins.arguments["project"])
        for asset in graph.assets.values()
        if asset.origins and asset.origins.call == CALL
    }
    return [line for name in sorted(asked) for line in differences(graph, load(project(name)))]


def differences(graph: Graph, manifest: Manifest) -> list[str]:
    """Where exposures and readers disagree: missing, of nobody, or of other tables.

    A dashboard or audience counts as a reader of the tables of the project that it names itself.
    Exposures of other types (`notebook`, `analysis`, `ml`) are of readers that no graph knows.
    """
    built = {"/".join(address(manifest, n)) for n in _tables(manifest)}
    read = {
        key: {dep for dep in asset.deps if dep in built and not _is_calendar(graph, dep)}
        for key, asset in graph.assets.items()
        if key.partition("/")[0] in READERS.values()
    }
    exposed = _exposed(manifest)
    found: list[str] = []
    for key in sorted(exposed.keys() | {key for key, tables in read.items() if tables}):
        said, reads = exposed.get(key), read.get(key, set[str]())
        if said is None:
            found.append(f"{key} reads {_named(reads)}, and no exposure says so")
        elif key not in read:
            found.append(f"an exposure is of {key}, which is not there")
        else:
            if missing := reads - said:
                found.append(f"the exposure of {key} leaves out {_named(missing)}")
            if extra := said - reads:
                found.append(f"the exposure of {key} names {_named(extra)}, which it does not read")
    return found


def _exposed(manifest: Manifest) -> dict[str, set[str]]:
    lineage = Lineage(manifest)
    found: dict[str, set[str]] = {}
    for exposure in manifest.content.get("exposures", {}).values():
        kind = READERS.get(str(exposure.get("type")))
        if kind:
            named = lineage.tables(lineage.reads(exposure))
            nodes = manifest.nodes | manifest.sources
            found[f"{kind}/{exposure['name']}"] = {
                "/".join(address(manifest, nodes[unique_id])) for unique_id in named
            }
    return found


def _tables(manifest: Manifest) -> list[Node]:
    return [node for node in manifest.nodes.values() if is_table(node)]


def _is_calendar(graph: Graph, key: str) -> bool:
    """Whether all that a table says is which day counts as today: no page shows that."""
    return [name for name, _, _ in graph.assets[key].columns] == ["as_of"]


def _named(keys: set[str]) -> str:
    return ", ".join(sorted(keys))
