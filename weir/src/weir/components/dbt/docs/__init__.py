"""dbt's own documentation: its address on an asset's page, and a page of it for a machine alone.

`python -m weir.components.dbt.docs [folder]` writes that page.
"""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg

from weir.components.dbt import speech
from weir.components.dbt.command import dbt
from weir.components.dbt.manifest import prepare
from weir.components.dbt.project import Project
from weir.components.dbt.translation import Translation

DOCS = "dbt_docs"


def documented(translation: Translation, url: str | None) -> Translation:
    """The translation with the place of each asset in the documentation.

    Args:
        url: where `dbt docs` is served; None: the page that was written here, if there is one.
            A browser opens no file from a page of Dagster's, so its path is shown.
    """
    page = _page(translation.manifest.project)
    if url is None and not page.exists():
        return translation
    assets: dict[str, dg.AssetSpec] = {}
    for unique_id, spec in translation.assets.items():
        kind = translation.node(unique_id)["resource_type"]
        place = f"#!/{kind}/{unique_id}"
        value = (
            dg.MetadataValue.url(f"{url.rstrip('/')}/{place}")
            if url
            else dg.PathMetadataValue(f"{page}{place}")
        )
        dagster: Any = spec  # the annotations of its methods are partial
        assets[unique_id] = dagster.merge_attributes(metadata={DOCS: value})
    return replace(translation, assets=assets)


def write(place: Project) -> Path:
    """Write the documentation as one file that needs no server.

    Columns and descriptions are those of YAML: dbt's catalog of what stands in the warehouse would
    have to hold the file that a run writes.

    Raises:
        WeirError: dbt can't work with the project.
    """
    page = _page(place)
    page.parent.mkdir(parents=True, exist_ok=True)
    options = place.options()
    # A target folder of its own: what the platform's manifest was made from stays as it is.
    options[options.index("--target-path") + 1] = str(page.parent)
    options[options.index("--log-level") + 1] = "error"
    prepare(place)
    shutil.copy(place.target / "manifest.json", page.parent)  # without it, dbt would compile
    words = ("docs", "generate", "--static", "--empty-catalog", "--no-compile")
    code, said = dbt(place, *words, *options)
    if code != 0 or not page.exists():
        raise speech.refused(place, said)
    return page


def _page(place: Project) -> Path:
    return place.target / "docs" / "static_index.html"
