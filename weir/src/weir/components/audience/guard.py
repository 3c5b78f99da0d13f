"""A broken mart must not empty the CRM: too many changes at once are refused before any write."""

from weir.components.audience.declaration import Declaration
from weir.components.audience.diff import Counts
from weir.errors import WeirError

TAG = "weir/allow_mass_change"


class MassChangeError(WeirError):
    """More of an audience would change than is plausible."""


def is_mass_change(declaration: Declaration, counts: Counts) -> bool:
    """Whether the plan changes more of the known members than is allowed.

    The first load (nothing is known) is none, and what an earlier plan has let pass does not
    count again: otherwise a first load that was killed could never be resumed.
    """
    if not counts.known:
        return False
    if not counts.members:
        return counts.fresh > 0
    allowed = max(declaration.floor, declaration.max_change * counts.known)
    return counts.fresh > allowed


def released(tag: str | None, audience: str) -> bool:
    """Whether the run's tag lets a mass change of this audience pass."""
    return tag == "true" or audience in {name.strip() for name in (tag or "").split(",")}


def refusal(declaration: Declaration, counts: Counts) -> MassChangeError:
    """The error that says what would have happened, and how to let it."""
    if counts.members:
        what = (
            f"{counts.fresh} changes to the audience {declaration.name}, which has {counts.known} "
            f"known members ({counts.fresh / counts.known:.0%}; at most "
            f"{declaration.max_change:.0%} or {declaration.floor} may change in one run): "
            f"{counts.added} added, {counts.removed} removed, {counts.changed} changed"
        )
    else:
        what = (
            f"the audience {declaration.name} has no member in {declaration.table_name}, but "
            f"{counts.known} in the CRM: all of them would be removed"
        )
    return MassChangeError(
        f"{what}. Nothing was sent",
        where=declaration.where,
        fix=(
            f"look at the mart; if it is right, run once with the tag {TAG}={declaration.name}, "
            "or write `guard: {release: <the reason>}`, which holds for one run"
        ),
    )
