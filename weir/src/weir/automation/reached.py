"""What has reached an asset: whose last load it shows, as far as the records tell."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from weir.automation.moment import Made
from weir.automation.parents import parents, shows_news
from weir.graph.model import Graph


@dataclass
class Reached:
    """The last loads that each asset shows.

    Attributes:
        made: when each asset was made last.
        requested: keys of what is being asked for: it will show what it is made of.
    """

    graph: Graph
    made: Mapping[str, Made]
    requested: Collection[str]
    _known: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def behind(self, tables: Iterable[str]) -> str | None:
        """A table that another one is ahead of: something above both has reached that one alone.

        It is made by a clock, on need or by a person, and so nobody says that it is on its way.
        """
        shown = {table: self._of(table) for table in tables}
        anywhere = frozenset[str]().union(*shown.values())
        for table, own in shown.items():
            ahead = anywhere - own
            if ahead and ahead & self.graph.ancestors(table):
                return table
        return None

    def _of(self, key: str) -> frozenset[str]:
        if key not in self._known:
            found = {key}
            for parent in parents(self.graph, key):
                if self._fresh(parent, key):
                    # What is above a view that shows news is a parent, too.
                    shows = shows_news(self.graph.assets[parent])
                    found |= {parent} if shows else self._of(parent)
            self._known[key] = frozenset(found)
        return self._known[key]

    def _fresh(self, parent: str, key: str) -> bool:
        """Whether the asset was made after its parent, or will be."""
        if key in self.requested or shows_news(self.graph.assets[key]):
            return True
        above, own = self.made.get(parent), self.made.get(key)
        if own is None or parent in self.requested:
            return False
        return above is None or above.number < own.number
