"""What a run has made reaches its readers, or the terminal says why not."""

import dagster as dg
from rich.markup import escape

from weir.cli.display import console
from weir.graph.model import Graph
from weir.override import Override, standing_ids
from weir.publisher import made_elsewhere
from weir.records import read_records
from weir.run.outcome import Outcome
from weir.spelling import weir
from weir.warehouse import Warehouse


def publish(
    graph: Graph, instance: dg.DagsterInstance, warehouse: Warehouse, outcome: Outcome
) -> None:
    """Publish, unless a run of `weir up` has written meanwhile what a check refuses.

    Or tables are missing that readers have: those of a warehouse that was taken away.
    """
    with warehouse.lease("publish"):
        records = read_records(instance, graph)
        left = standing_ids(graph, records) - set(outcome.overridden)
        outcome.standing = [graph.checks[name] for name in sorted(left)]
        outcome.missing = made_elsewhere(records, warehouse.identity())
        outcome.published = not (left or outcome.missing) and warehouse.publish()


def show_publication(outcome: Outcome, override: Override | None) -> None:
    """What was published in spite of a gate, or why nothing was."""
    if override and outcome.overridden and outcome.published:
        passed = override.text(outcome.overridden)
        console.print(f"[yellow]published[/] what a gate refused: {passed}")
    if outcome.standing:
        console.print("not published: readers still see the last state that passed its gates")
    elif outcome.missing:
        count = f"{len(outcome.missing)} tables, {outcome.missing[0]} first,"
        console.print(
            f"not published: the warehouse is a new one, and {count} are still missing in it; "
            f"readers keep the last copy. Next: {weir('run')}"
        )


def show_refusal(failing: frozenset[str]) -> None:
    """Why readers keep what they have, since these checks stand failed; nothing for none."""
    if not failing:
        return
    first = min(failing)
    asset, _, name = first.rpartition(":")
    others = f" and {len(failing) - 1} more" if len(failing) > 1 else ""
    told = f"check {name} of {asset}{others} stands failed; readers keep the last state that passed"
    told = escape(f"{told} ({weir(f'why {asset}')})")
    console.print(f"[yellow]not published[/]: {told}")
