"""Assets that only describe: tables under their addresses, and tables that others load."""

from collections.abc import Sequence

import dagster as dg

from weir.components.dbt.keys import address
from weir.components.dbt.node import Node
from weir.components.dbt.specs import columns, origins_call
from weir.components.dbt.translation import Translation
from weir.errors import WeirError


def by_address(translation: Translation) -> list[dg.AssetSpec]:
    """An asset that only describes, for each table whose key is not its address.

    Features, dashboards and audiences name tables; their locations know no key of this one's.
    """
    manifest = translation.manifest
    taken = set(translation.keys.values())
    found: list[dg.AssetSpec] = []
    for unique_id, spec in translation.assets.items():
        table = dg.AssetKey(list(address(manifest, translation.node(unique_id))))
        if table not in taken:
            found.append(
                dg.AssetSpec(
                    key=table,
                    deps=[spec.key],
                    description=f"The table of {spec.key.to_user_string()}.",
                    group_name=spec.group_name,
                    owners=list(spec.owners),
                    metadata={
                        "dagster/column_schema": spec.metadata["dagster/column_schema"],
                        "weir/origins": origins_call(manifest),
                    },
                )
            )
    return found


def external(translation: Translation, names: Sequence[str], where: object) -> list[dg.AssetSpec]:
    """An asset for each table of the named sources: no code location makes it.

    Raises:
        WeirError: the project has no source of that name.
    """
    tables: dict[str, list[Node]] = {}
    for source in translation.manifest.sources.values():
        tables.setdefault(source["source_name"], []).append(source)
    for name in names:
        if name not in tables:
            raise WeirError(
                f"the dbt project has no source {name!r}",
                where=f"{where}, key external_sources",
                fix=f"use some of {', '.join(sorted(tables)) or 'none: it has no source at all'}",
            )
    chosen = [source for name in dict.fromkeys(names) for source in tables[name]]
    keys = {translation.keys[source["unique_id"]]: source for source in chosen}
    return [
        dg.AssetSpec(
            key=key,
            description=source.get("description") or source.get("source_description") or None,
            group_name="external",
            metadata={
                "dagster/column_schema": dg.TableSchema(columns=columns(source)),
                "weir/file": translation.manifest.file(source),
            },
        )
        for key, source in keys.items()
    ]
