"""Which source may have news of the same moment as another one, whose news was loaded."""

from collections.abc import Iterable

from weir.automation.moment import Moment
from weir.automation.parents import parents
from weir.graph.model import Graph

LONGEST = 60.0  # seconds; then the sensor is slow, and the chain begins without it


def unlooked(graph: Graph, moment: Moment, here: Iterable[str]) -> str | None:
    """A source of some asset `here` that may have news, too, of the same moment.

    What happens at several sources at once is seen by their sensors, and loaded, one after the
    other. A chain that began with the first news would run once more for the next.

    Returns:
        The key of one of its tables that is being loaded, whose load is being judged, or that
        nobody has looked at since the first load of late that `here` has not followed (one of
        long ago is not followed for another reason); None where there is none.
    """
    own = frozenset(here)
    loads = {at for key in own for at in _loads(graph, moment, key)}
    first = min((at for at in loads if 0 <= moment.now - at <= LONGEST), default=None)
    if first is None:
        return None
    for key in _upstream(graph, own):
        looked = moment.looked.get(key)
        if looked is not None and (looked < first or _at_work(moment, key)):
            return key
    return None


def _at_work(moment: Moment, key: str) -> bool:
    """Whether a run loads the table, or has just done so and has not ended: checks may follow."""
    made = moment.made.get(key)
    return key in moment.running or (made is not None and made.run_id in moment.open_runs)


def _loads(graph: Graph, moment: Moment, key: str) -> Iterable[float]:
    """When the sources were loaded that an asset reads and has not followed."""
    last = moment.made.get(key)
    for parent in parents(graph, key):
        made = moment.made.get(parent)
        if made is None or graph.assets[parent].sensor is None:
            continue
        if last is None or made.number > last.number:
            yield made.at


def _upstream(graph: Graph, keys: frozenset[str]) -> list[str]:
    """All that is above some keys, the nearest last."""
    found = set(keys)
    for key in reversed(graph.order):
        if key in found:
            found.update(graph.assets[key].deps)
    return [key for key in graph.order if key in found and key not in keys]
