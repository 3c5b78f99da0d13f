"""Ask each source, with one small request, whether it has anything new."""

import importlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from weir.errors import WeirError
from weir.graph.model import Asset, Graph, Probe


@dataclass(frozen=True)
class Probed:
    """What a source answered: a token of its state, or the partitions with something new."""

    token: str | None = None
    partitions: tuple[str, ...] = ()


def ask(graph: Graph, keys: set[str], *, everything: bool = False) -> dict[str, Probed]:
    """The answers for all loaders among `keys`; loaders with the same probe share one request.

    Args:
        everything: ask partitioned sources for all partitions, not only for what is new.

    Raises:
        WeirError: a source can't be reached or refuses; nothing is guessed in its place.
    """
    loaders = [a for key in graph.order if key in keys and (a := graph.assets[key]).probe]
    calls: dict[str, tuple[Probe, bool]] = {}
    for asset in loaders:
        if asset.probe:
            calls[_id(asset)] = (asset.probe, asset.partitions is not None)
    with ThreadPoolExecutor(max_workers=8) as pool:
        asked = {
            name: pool.submit(_ask, probe, partitioned=partitioned, everything=everything)
            for name, (probe, partitioned) in calls.items()
        }
    return {asset.key: asked[_id(asset)].result() for asset in loaders}


def age(asset: Asset) -> float:
    """How many seconds ago the rows of a loader without news were compared with its source.

    Raises:
        WeirError: the source can't be asked.
    """
    probe = asset.probe
    if probe is None or probe.age is None:
        return 0.0
    return float(_called(probe.age, probe.arguments))


def _id(asset: Asset) -> str:
    probe = asset.probe
    arguments = json.dumps(probe.arguments, sort_keys=True) if probe else ""
    return f"{probe.call if probe else ''} {arguments} {asset.partitions is not None}"


def _ask(probe: Probe, *, partitioned: bool, everything: bool) -> Probed:
    if partitioned:
        days: list[str] = _called(probe.call, {"everything": everything, **probe.arguments})
        return Probed(partitions=tuple(sorted(days)))
    return Probed(token=str(_called(probe.call, probe.arguments)))


def _called(name: str, arguments: dict[str, Any]) -> Any:
    module, _, function = name.partition(":")
    call: Callable[..., Any] = getattr(importlib.import_module(module), function)
    try:
        return call(**arguments)
    except WeirError:
        raise
    except Exception as error:
        raise WeirError(
            f"a source could not be asked for news: {type(error).__name__}: {error}",
            where=name,
            fix="check that the source answers and that its settings are right",
        ) from error
