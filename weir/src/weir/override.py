"""One run that goes past a closed gate, because a person said so: who, why, and which check."""

import difflib
import getpass
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from weir.errors import WeirError
from weir.graph.model import Graph
from weir.records import Records

TAG = "weir/override"
BECAUSE = "weir/override_because"
BY = "weir/override_by"
USER = "dagster/user"  # Dagster+ puts the name of whoever starts a run there


@dataclass(frozen=True)
class Override:
    """The checks (`asset/key:name`) that hold nothing back in one run."""

    checks: tuple[str, ...]
    because: str
    by: str

    @property
    def tags(self) -> dict[str, str]:
        """The run's tags by which every location's process learns of it."""
        return {TAG: ",".join(self.checks), BECAUSE: self.because, BY: self.by}

    def text(self, checks: Collection[str]) -> str:
        """What the record of an asset says of it."""
        return f"{', '.join(sorted(checks))} overridden by {self.by}: {self.because}"

    def refuse_idle(self, graph: Graph, failing: Collection[str]) -> None:
        """Refuse a name that overrides nothing: it was misspelt, or the check passes again.

        Args:
            failing: ids of the checks that stand failed.

        Raises:
            WeirError: naming the check and those that do stand failed.
        """
        for check in self.checks:
            if check in failing:
                continue
            near = difflib.get_close_matches(check, failing or graph.checks, n=1)
            known = check in graph.checks
            what = f"the check {check} " + ("does not stand failed" if known else "does not exist")
            stand = f"name one that stands failed: {', '.join(sorted(failing))}"
            raise WeirError(
                what + (f"; did you mean {near[0]}?" if near and not known else ""),
                where=f"{TAG} = {','.join(self.checks)}",
                fix=stand
                if failing
                else "run without an override: no blocking check stands failed",
            )


def of_command(checks: Sequence[str], because: str | None) -> Override | None:
    """The override that a command line asks for.

    Raises:
        WeirError: it gives no reason, or a reason for nothing.
    """
    if not checks and because is None:
        return None
    if not checks or not (because or "").strip():
        raise WeirError(
            "an override is a check and a reason",
            where="--override" if checks else "--because",
            fix='write --override ASSET:CHECK --because "…"; both are recorded with your name',
        )
    return Override(tuple(checks), str(because).strip(), getpass.getuser())


def of_run(tags: Mapping[str, str]) -> Override | None:
    """The override that a run's tags ask for.

    Raises:
        WeirError: the tags do not say who overrides, or why.
    """
    checks = tuple(name.strip() for name in tags.get(TAG, "").split(",") if name.strip())
    if not checks:
        return None
    because, by = tags.get(BECAUSE, "").strip(), tags.get(BY, tags.get(USER, "")).strip()
    missing = [name for name, value in ((BECAUSE, because), (BY, by)) if not value]
    if missing:
        raise WeirError(
            "an override is recorded with a name and a reason, and the run has none",
            where=f"the run's tag {TAG} = {tags[TAG]}",
            fix=f"add the tag{'s' if len(missing) > 1 else ''} {' and '.join(missing)}",
        )
    return Override(checks, because, by)


def standing_ids(graph: Graph, records: Records) -> set[str]:
    """Ids of all blocking checks that stand failed."""
    return {check.id for check in graph.checks.values() if records.stands_failed(check)}
