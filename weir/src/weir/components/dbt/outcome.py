"""How a dbt invocation ended: what failed, what was left out because of it, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from weir.components.dbt import failures, speech
from weir.components.dbt.selection import Selection
from weir.errors import WeirError
from weir.retry import TransientError

BROKEN = frozenset({"error", "runtime error", "partial success"})
LISTED = 20  # names that a message lists


@dataclass(frozen=True)
class Outcome:
    """The last status of each node and test, by unique id.

    Attributes:
        results: as dbt reported them: status, message, number of failing rows, compiled file.
    """

    selection: Selection
    results: Mapping[str, Mapping[str, Any]]

    def verify(self, *, last: bool = True) -> None:
        """Return if everything that was selected was done and is good.

        Args:
            last: whether the step is tried no more after this.

        Raises:
            weir.retry.TransientError: nothing failed but for a database that was out of reach for
                a moment, and the step may be tried again.
            dagster.Failure: the first line says what is wrong first of all, the rest lists
                everything else: failed, skipped because of whom, withheld because of whom.
        """
        errors = self._errors()
        skipped = self._skipped()
        held = {
            f"{'.'.join(key.path)}: {reason}" for key, reason in self.selection.withheld.items()
        }
        if not (errors or skipped or held):
            return
        if not last and errors and all(isinstance(error, TransientError) for error in errors):
            raise errors[0]
        lines = [str(errors[0])] if errors else []
        lines += [f"also failed: {error}" for error in errors[1:LISTED]]
        lines += [f"skipped: {line}" for line in sorted(skipped)[:LISTED]]
        lines += [f"withheld: {line}" for line in sorted(held)[:LISTED]]
        raise dg.Failure(
            "\n".join(lines),
            metadata={
                "failed": [error.what for error in errors],
                "skipped": sorted(skipped),
                "withheld": sorted(held),
            },
            allow_retries=False,
        )

    def _errors(self) -> list[WeirError]:
        translation = self.selection.translation
        found: list[WeirError] = []
        for unique_id, result in self.results.items():
            title = translation.title(unique_id)
            file = translation.manifest.file(translation.node(unique_id))
            message = str(result.get("message") or "")
            compiled = result.get("compiled")
            if result["status"] in BROKEN and unique_id in translation.checks:
                found.append(speech.test_broken(title, file, message, compiled))
            elif result["status"] in BROKEN:
                found.append(speech.node_failed(title, file, message, compiled))
            elif result["status"] == "fail" and unique_id in translation.manifest.unit_tests:
                found.append(speech.unit_test_failed(title, file, message))
            elif result["status"] == "fail":
                shown = failures.command(translation.manifest, unique_id, compiled)
                found.append(speech.test_failed(title, file, message, shown))
        missing = sorted(self.selection.ids - self.results.keys())
        if missing:
            names = ", ".join(translation.title(m) for m in missing[:LISTED])
            found.append(
                WeirError(
                    f"dbt said nothing of {len(missing)} selected nodes: {names}",
                    where=translation.manifest.project.directory,
                    fix="reload the code location; if it stays so, look into dbt.log",
                )
            )
        return found

    def _skipped(self) -> list[str]:
        title = self.selection.translation.title
        return [
            f"{title(unique_id)} because of {', '.join(self.causes(unique_id)) or 'dbt alone'}"
            for unique_id, result in self.results.items()
            if result["status"] == "skipped" and unique_id in self.selection.ids
        ]

    def causes(self, unique_id: str) -> list[str]:
        """Titles of the failed nodes and tests that a skipped node is skipped for."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [unique_id]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            reads, tests = self._before(current)
            for one in (*reads, *tests):
                status = self.results.get(one, {}).get("status")
                if status in BROKEN or status == "fail":
                    found.add(self.selection.translation.title(one))
            waiting += [one for one in reads if self._passes_on(one)]
        return sorted(found)

    def needless(self) -> Selection:
        """What was skipped though nothing that it hangs on failed.

        A reader that waits for a test of several tables is skipped by dbt as well when that
        test can't run because another of its tables failed. Only a failed check holds back.
        """
        skipped = {
            unique_id
            for unique_id in self.selection.ids
            if self.results.get(unique_id, {}).get("status") == "skipped"
            and not self.causes(unique_id)
        }
        return replace(
            self.selection,
            nodes=self.selection.nodes & skipped,
            tests=self.selection.tests & skipped,
        )

    def _passes_on(self, unique_id: str) -> bool:
        """Whether the cause lies further up: the node was skipped itself, or dbt hides it."""
        result = self.results.get(unique_id)
        return unique_id in self._unseen() if result is None else result["status"] == "skipped"

    def _before(self, unique_id: str) -> tuple[list[str], list[str]]:
        """What a node reads, and the tests before it: of what it reads, its own unit tests."""
        translation = self.selection.translation
        node = translation.node(unique_id)
        reads = translation.lineage.reads(node) if "depends_on" in node else []
        tests: list[str] = []
        if unique_id not in translation.checks:
            tests = [
                test
                for test in self.selection.tests
                if translation.belonging[test].table in reads
                or (
                    test in translation.manifest.unit_tests
                    and translation.belonging[test].table == unique_id
                )
            ]
        elif unique_id in translation.manifest.unit_tests:
            reads = node["depends_on"]["nodes"]
        return reads, tests

    def _unseen(self) -> set[str]:
        """Ephemeral models: dbt reports nothing of them, so causes are looked for behind them."""
        translation = self.selection.translation
        return (
            translation.manifest.nodes.keys()
            - translation.assets.keys()
            - translation.checks.keys()
        )
