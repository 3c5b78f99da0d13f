"""What makes a graph unfit to run: dangling keys, doubled keys, cycles."""

import difflib
from graphlib import CycleError, TopologicalSorter

from weir.errors import WeirError
from weir.graph.divided import above
from weir.graph.model import Asset, Check, Graph


def keys(assets: list[Asset], checks: list[Check]) -> None:
    """Refuse a key that two locations make, and one that is read but made by nobody.

    Dagster itself shows the first as a warning in a log and the second not at all.

    Raises:
        WeirError: with the keys, their locations and what was probably meant.
    """
    made: dict[str, Asset] = {}
    for asset in assets:
        if not asset.executable:
            continue
        if asset.key in made:
            raise WeirError(
                f"the asset {asset.key} is made twice",
                where=f"code locations {made[asset.key].location} and {asset.location}",
                fix="rename one of the tables, or remove one of the definitions",
            )
        made[asset.key] = asset
    known = {asset.key for asset in assets}
    for asset in assets:
        for dep in asset.deps:
            if dep not in known:
                raise _dangling(dep, f"{asset.key} in code location {asset.location}", known)
    for check in checks:
        if check.asset not in known:
            raise _dangling(check.asset, f"check {check.name} in {check.location}", known)


def verify(graph: Graph) -> None:
    """Refuse a graph with a cycle, partitions apart, or an asset whose promise nobody made.

    Raises:
        WeirError: naming the assets of the cycle in order, or the asset.
    """
    _partitions(graph)
    for asset in graph.assets.values():
        if (asset.automation or {}).get("when") == "on_freshness_need" and asset.freshness is None:
            raise WeirError(
                f"{asset.key} is made when its freshness policy needs it, and has none",
                where=f"code location {asset.location}",
                fix="give it a freshness_policy, or another automation_condition",
            )
    sorter = TopologicalSorter({k: a.deps for k, a in graph.assets.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        raise WeirError(
            "the assets depend on each other in a circle",
            where=" -> ".join(reversed(cycle)),
            fix="remove one of these dependencies",
        ) from error


def _partitions(graph: Graph) -> None:
    """Refuse an asset of which no partition can be told from those that it reads.

    Dagster would take their keys for the same, and find that none of them exists.
    """
    for asset in graph.assets.values():
        own = asset.partitions
        if own is None or not (own.start or own.values):
            continue
        for key in above(graph, asset.key).divided:
            read, direct = graph.assets[key].partitions, key in asset.deps
            if read is None or not (read.start or read.values):
                continue
            alike = direct or own.dimension == read.dimension
            if alike and own.values and read.values and own.values != read.values:
                how = "which it reads" if direct else "which it reads through others"
                raise _apart(
                    f"{asset.key} and {key}, {how}, are not of the same {own.dimension}s",
                    asset,
                    f"give both the same values in the same order: {', '.join(read.values)}",
                )
            if direct and not own.lines_up(read) and not (own.start and read.start):
                raise _apart(
                    f"{asset.key} is partitioned by {own.by}, and reads {key}, which is by "
                    f"{read.by}: no dimension is the same",
                    asset,
                    f"divide {asset.key} by {read.by} as well, or leave its partitions out",
                )


def _apart(what: str, asset: Asset, fix: str) -> WeirError:
    where = f"code location {asset.location}, partitions of {asset.key}"
    return WeirError(what, where=where, fix=fix)


def _dangling(key: str, reader: str, known: set[str]) -> WeirError:
    near = difflib.get_close_matches(key, known, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    return WeirError(
        f"{key} is read but no code location makes it{meant}",
        where=reader,
        fix="correct the name, or add the source, model or feature that makes it",
    )
