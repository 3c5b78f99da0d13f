"""What one step is to do, as dbt commands that do exactly that."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import dagster as dg

from weir.components.dbt.invocation import Command
from weir.components.dbt.translation import Translation
from weir.errors import WeirError


@dataclass(frozen=True)
class Selection:
    """The nodes and tests of one step, by unique id.

    Attributes:
        withheld: assets that must not be made, and why.
    """

    translation: Translation
    nodes: frozenset[str]
    tests: frozenset[str]
    withheld: Mapping[dg.AssetKey, str]

    @property
    def ids(self) -> frozenset[str]:
        """All of them."""
        return self.nodes | self.tests

    def verify(self) -> None:
        """Refuse to do nothing.

        Raises:
            WeirError: nothing is selected.
        """
        if not self.ids and not self.withheld:
            raise WeirError(
                "nothing is selected for dbt to do",
                where=self.translation.manifest.project.directory,
                fix="select at least one model, seed, snapshot or check",
            )

    @property
    def specs(self) -> list[dg.AssetSpec]:
        """The assets of the nodes."""
        return [self.translation.assets[unique_id] for unique_id in sorted(self.nodes)]

    @property
    def lookback(self) -> int:
        """Days before a partition in which rows of these models may still come in.

        Dbt gives every model a lookback of one day, and reads that of microbatch models alone.
        """
        configs = [self.translation.node(unique_id)["config"] for unique_id in self.nodes]
        batched = [c for c in configs if c.get("incremental_strategy") == "microbatch"]
        return max((int(config.get("lookback") or 0) for config in batched), default=0)

    def commands(
        self,
        *,
        full_refresh: bool,
        anew: Sequence[str] = (),
        window: Sequence[str] = (),
        some: bool = False,
    ) -> list[Command]:
        """At most two: `build` runs a unit test only together with its model, `test` alone.

        Args:
            window: dbt's options for some days.
            some: whether only some partitions are made. These are replaced as a whole anyway;
                built from the start, the model would lose all others.
            anew: incremental models and seeds that are built from the start, whatever
                `full_refresh` says.
        """
        alone = {t for t in self.tests if not self._built_with(t)}
        built = self.ids - alone
        commands: list[Command] = []
        if built:
            translation = self.translation
            everything = (
                translation.whole
                and set(built) == translation.assets.keys() | translation.checks.keys()
            )
            commands.append(
                Command(
                    name="build",
                    options=[*window, *(["--full-refresh"] if full_refresh and not some else [])],
                    select=None if everything else sorted(built),
                    wait=self.waits(),
                    anew=[one for one in anew if one in built and (_is_seed(one) or not some)],
                )
            )
        if alone:
            commands.append(Command(name="test", select=sorted(alone)))
        return commands

    def waits(self) -> dict[str, list[str]]:
        """Readers of a tested table, and the tests of several tables that they must wait for.

        A reader on which one of the tested tables hangs itself can't wait: that is a circle.
        """
        translation = self.translation
        found: dict[str, list[str]] = {}
        for test in sorted(self.tests & translation.manifest.nodes.keys()):
            place = translation.belonging[test]
            if not place.others or not translation.checks[test].blocking:
                continue
            tested = _tables(translation, test)
            for reader in translation.lineage.children.get(place.table, []):
                hanging = translation.lineage.descendants(reader) | {reader}
                if not hanging & tested:
                    found.setdefault(reader, []).append(test)
        return found

    def _built_with(self, test: str) -> bool:
        unit = self.translation.manifest.unit_tests.get(test)
        if unit is None:
            return bool(self.nodes)
        return unit["depends_on"]["nodes"][0] in self.nodes


def _is_seed(unique_id: str) -> bool:
    return unique_id.startswith("seed.")


def select(
    translation: Translation,
    assets: AbstractSet[dg.AssetKey],
    checks: AbstractSet[dg.AssetCheckKey],
    withheld: Mapping[dg.AssetKey, str],
) -> Selection:
    """The selection for some assets and checks, without those that are held back.

    A test that reads a table that is held back would compare the new with the old: it is left
    out too.
    """
    held = {translation.by_key[key] for key in withheld if key in translation.by_key}
    tests = {translation.by_check[check] for check in checks}
    return Selection(
        translation,
        nodes=frozenset(translation.by_key[key] for key in assets if key not in withheld),
        tests=frozenset(test for test in tests if not held & _tables(translation, test)),
        withheld={key: reason for key, reason in withheld.items() if key in assets},
    )


def _tables(translation: Translation, test: str) -> set[str]:
    place = translation.belonging[test]
    return {place.table, *place.others}
