"""Ask each source, with one small request, whether it has anything new."""

import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

from weir.errors import WeirError
from weir.graph.model import Asset, Graph, Probe
from weir.graph.partitions import Partitions


@dataclass(frozen=True)
class Probed:
    """What a source answered: a token of its state, or the partitions with something new."""

    token: str | None = None
    partitions: tuple[str, ...] = ()


@dataclass
class Answers:
    """What some sources answered, by asset.

    Attributes:
        probed: of those that did.
        silent: why the others did not; nothing is guessed in their place.
    """

    probed: dict[str, Probed] = field(default_factory=dict[str, Probed])
    silent: dict[str, WeirError] = field(default_factory=dict[str, WeirError])

    def of_all(self) -> dict[str, Probed]:
        """The answers, where every source has to give one.

        Raises:
            WeirError: the first of `silent`.
        """
        for error in self.silent.values():
            raise error
        return self.probed


def ask(graph: Graph, keys: set[str], *, everything: bool = False) -> Answers:
    """The answers for all loaders among `keys`; loaders with the same probe share one request.

    Args:
        everything: ask partitioned sources for all partitions, not only for what is new.
    """
    probes = {
        key: (asset.probe, asset.partitions)
        for key in graph.order
        if key in keys and (asset := graph.assets[key]).probe
    }
    return answers(probes, everything=everything)


def ask_each(
    probes: Mapping[str, tuple[Probe, Partitions | None]], *, everything: bool = False
) -> dict[str, Probed]:
    """The answers to some probes by name, as `answers` has them.

    Raises:
        WeirError: a source can't be reached or refuses, or names no partition of its table.
    """
    return answers(probes, everything=everything).of_all()


def answers(
    probes: Mapping[str, tuple[Probe, Partitions | None]], *, everything: bool = False
) -> Answers:
    """The answers to some probes by name; equal ones share one request.

    Args:
        probes: each with the partitions whose keys it answers with, if it does.
        everything: ask for all partitions, not only for what is new.
    """
    calls = {_id(*call): call for call in probes.values()}
    with ThreadPoolExecutor(max_workers=8) as pool:
        asked = {
            name: pool.submit(_ask, probe, partitions, everything=everything)
            for name, (probe, partitions) in calls.items()
        }
    found = Answers()
    for key, (probe, partitions) in probes.items():
        try:
            said = asked[_id(probe, partitions)].result()
            found.probed[key] = _answer(probe, said, partitions)
        except WeirError as error:
            found.silent[key] = error
    return found


def age(asset: Asset) -> float:
    """How many seconds ago the rows of a loader without news were compared with its source.

    Raises:
        WeirError: the source can't be asked.
    """
    return age_of(asset.probe) if asset.probe else 0.0


def age_of(probe: Probe) -> float:
    """The same of a probe; 0 where asking is comparing.

    Raises:
        WeirError: the source can't be asked.
    """
    return float(_called(probe.age, probe.arguments)) if probe.age else 0.0


def picked(probe: Probe, said: Any) -> Any:
    """The part of a call's answer that is this probe's own.

    Raises:
        WeirError: the call answers for several tables, and not for this one.
    """
    if probe.pick is None:
        return said
    by_name = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    if probe.pick not in by_name:
        known = ", ".join(sorted(by_name)) or "nothing that has names"
        raise WeirError(
            f"the probe says nothing of {probe.pick}, only of {known}",
            where=probe.call,
            fix=f"let it answer for {probe.pick} as well",
        )
    return by_name[probe.pick]


def _id(probe: Probe, partitions: Partitions | None) -> str:
    return f"{probe.call} {json.dumps(probe.arguments, sort_keys=True)} {partitions is not None}"


def _ask(probe: Probe, partitions: Partitions | None, *, everything: bool) -> Any:
    more = {"everything": everything} if partitions else {}
    return _called(probe.call, {**more, **probe.arguments})


def _answer(probe: Probe, said: Any, partitions: Partitions | None) -> Probed:
    own = picked(probe, said)
    if partitions is None:
        return Probed(token=str(own))
    keys = _texts(probe, own)
    if strange := sorted(key for key in keys if key not in partitions):
        raise WeirError(
            f"the probe names {strange[0]!r}, which is no partition: {partitions.description}",
            where=probe.call,
            fix="declare it, or let the probe leave it out",
        )
    return Probed(partitions=tuple(partitions.ordered(keys)))


def _texts(probe: Probe, own: Any) -> list[str]:
    several = isinstance(own, list | tuple | set | frozenset)
    found = list(cast("Iterable[Any]", own)) if several else []
    if not several or not all(isinstance(key, str) for key in found):
        raise WeirError(
            f"the probe answered {own!r}, which is no list of partitions",
            where=probe.call,
            fix="let it return their keys as texts; of days for example ['2017-11-30']",
        )
    return found


def _called(name: str, arguments: dict[str, Any]) -> Any:
    module, _, function = name.partition(":")
    try:
        call: Callable[..., Any] = getattr(importlib.import_module(module), function)
        return call(**arguments)
    except WeirError as error:
        error.where = f"{name}, {error.where}" if error.where else name
        raise
    except Exception as error:
        raise WeirError(
            f"a source could not be asked for news: {type(error).__name__}: {error}",
            where=name,
            fix="check that the source answers and that its settings are right",
        ) from error
