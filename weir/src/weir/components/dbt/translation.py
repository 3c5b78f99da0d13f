"""A dbt project as Dagster sees it: which node is which asset, which test is which check."""

from dataclasses import dataclass
from functools import cached_property

import dagster as dg

from weir.components.dbt.checks import Belonging, belongings, check_specs
from weir.components.dbt.fingerprint import Fingerprints
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node
from weir.components.dbt.specs import asset_specs, table_keys


@dataclass(frozen=True)
class Translation:
    """Specs by dbt's unique ids.

    Attributes:
        keys: asset keys of tables and sources.
        belonging: where each test belongs.
        sources: unique ids of the sources whose checks are made here.
        whole: whether all that dbt knows of the project is made here.
    """

    manifest: Manifest
    lineage: Lineage
    keys: dict[str, dg.AssetKey]
    belonging: dict[str, Belonging]
    assets: dict[str, dg.AssetSpec]
    checks: dict[str, dg.AssetCheckSpec]
    sources: frozenset[str]
    whole: bool = True

    @cached_property
    def by_key(self) -> dict[dg.AssetKey, str]:
        """Unique id of the node that makes each asset."""
        return {spec.key: unique_id for unique_id, spec in self.assets.items()}

    @cached_property
    def by_check(self) -> dict[dg.AssetCheckKey, str]:
        """Unique id of the test behind each check."""
        return {spec.key: unique_id for unique_id, spec in self.checks.items()}

    def node(self, unique_id: str) -> Node:
        """The node or test of that id; what dbt runs besides (a hook) has its id as a name."""
        found = self.manifest.nodes.get(unique_id) or self.manifest.unit_tests.get(unique_id)
        return found or {"name": unique_id, "original_file_path": "dbt_project.yml"}

    def title(self, unique_id: str) -> str:
        """What a message calls a node: the table, or the check and its table."""
        if unique_id in self.assets:
            return ".".join(self.assets[unique_id].key.path)
        if unique_id in self.checks:
            spec = self.checks[unique_id]
            return f"check {spec.name} of {'.'.join(spec.asset_key.path)}"
        return str(self.node(unique_id)["name"])


def translate(manifest: Manifest) -> Translation:
    """The assets and checks of a project.

    Raises:
        WeirError: what `meta.dagster` says, a key or a test has no meaning here.
    """
    lineage = Lineage(manifest)
    fingerprints = Fingerprints(manifest, lineage)
    keys = table_keys(manifest)
    belonging = belongings(manifest, lineage)
    return Translation(
        manifest=manifest,
        lineage=lineage,
        keys=keys,
        belonging=belonging,
        assets=asset_specs(manifest, lineage, fingerprints, keys),
        checks=check_specs(manifest, fingerprints, keys, belonging),
        sources=frozenset(manifest.sources),
    )
