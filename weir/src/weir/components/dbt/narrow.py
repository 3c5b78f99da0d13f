"""A component that makes some of a project's tables: the rest is other components' business."""

from dataclasses import replace

from weir.components.dbt.translation import Translation
from weir.components.dbt.words import chosen
from weir.errors import WeirError


def narrow(translation: Translation, select: str, exclude: str, where: object) -> Translation:
    """The translation with the assets that the words leave, and with their checks.

    A source's check belongs to whoever makes the first of its readers, so that of several
    components over one project exactly one has it; without readers, to whom its own words fit.

    Raises:
        WeirError: a word selects nothing, or nothing is left.
    """
    if not (select or exclude):
        return translation
    manifest, lineage = translation.manifest, translation.lineage
    everything = manifest.nodes.keys() | manifest.sources.keys()
    left = chosen(manifest, lineage, select, f"{where}, key select") if select else everything
    if exclude:
        left = left - chosen(manifest, lineage, exclude, f"{where}, key exclude")
    assets = {
        unique_id: spec for unique_id, spec in translation.assets.items() if unique_id in left
    }
    if not assets:
        raise WeirError(
            "select and exclude leave no model, seed or snapshot",
            where=where,
            fix="correct them, or remove the component",
        )
    sources = frozenset(u for u in manifest.sources if _first_reader(translation, u) in left)
    tables = assets.keys() | sources
    checks = {
        unique_id: spec
        for unique_id, spec in translation.checks.items()
        if translation.belonging[unique_id].table in tables
    }
    return replace(translation, assets=assets, checks=checks, sources=sources, whole=False)


def _first_reader(translation: Translation, source: str) -> str:
    """The table that reads it, through ephemeral models if need be; the source itself if none."""
    readers: set[str] = set()
    waiting = list(translation.lineage.children.get(source, []))
    while waiting:
        one = waiting.pop()
        if one in translation.assets:
            readers.add(one)
        else:
            waiting += translation.lineage.children.get(one, [])
    return min(readers, default=source)
