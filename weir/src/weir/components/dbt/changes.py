"""Which keys of assets and checks are others than those that dagster-dbt gives."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from weir.components.dbt.manifest import Manifest
from weir.components.dbt.translation import Translation, translate


def report(manifest: Manifest) -> Iterator[str]:
    """A line for each asset, source and check whose key would change, then how many of how many.

    Raises:
        WeirError: as of `translate`; an unknown key of `meta.dagster` is no matter here.
    """
    ours, stock = (_translated(manifest, stock_keys=one) for one in (False, True))
    keys: list[tuple[str, str, str]] = []
    for unique_id, key in ours.keys.items():
        kind = "source" if unique_id in manifest.sources else "asset"
        keys.append((kind, stock.keys[unique_id].to_user_string(), key.to_user_string()))
    keys += [("check", _check(stock, test), _check(ours, test)) for test in ours.checks]
    shown = sorted(line for line in keys if line[1] != line[2])
    width = max((len(before) for _, before, _ in shown), default=0)
    for kind, before, after in shown:
        yield f"{kind:<7} {before:<{width}} -> {after}"
    changed, all_of = (Counter(kind for kind, _, _ in lines) for lines in (shown, keys))
    counts = [f"{changed[k]} of {all_of[k]} {k}s" for k in ("asset", "source", "check")]
    yield f"{', '.join(counts)} have another key than dagster-dbt's; with `keys: stock` none"


def _translated(manifest: Manifest, *, stock_keys: bool) -> Translation:
    project = replace(manifest.project, stock_keys=stock_keys, lenient=True)
    return translate(replace(manifest, project=project))


def _check(translation: Translation, unique_id: str) -> str:
    spec = translation.checks[unique_id]
    return f"{spec.asset_key.to_user_string()}:{spec.name}"
