"""A run may die anywhere; the next one ends where the uninterrupted one does."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from weir.lease import Lease
from weir.warehouse import Warehouse


class KilledError(Exception):
    pass


class DyingSink:
    """Dies at its nth batch, before or after the CRM has it; nothing is recorded afterwards."""

    batch = 100

    def __init__(self, hubspot: Any, at: int, *, sent: bool) -> None:
        self.hubspot, self.left, self.sent = hubspot, at, sent

    def push(self, batch: Sequence[Any]) -> Any:
        self.left -= 1
        if self.left == 0:
            if self.sent:
                self.hubspot.push(batch)
            raise KilledError
        return self.hubspot.push(batch)


def people(count: int, segment: str = "At risk") -> dict[str, str]:
    return {f"c{number:04d}": segment for number in range(count)}


def ledger(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.session("test") as session:
        return session.rows(
            "select customer_id, acknowledged, target, status, attempts, error "
            "from ops.audience_ledger order by customer_id"
        )


@pytest.mark.parametrize("sent", [False, True])
def test_only_what_was_not_acknowledged_is_sent_again_with_the_same_effect(
    crm: Any,
    mart: Callable[..., None],
    synchronize: Callable[..., Any],
    warehouse: Warehouse,
    sent: bool,
) -> None:
    mart(people(250))
    with pytest.raises(KilledError):
        synchronize(sink=lambda hubspot: DyingSink(hubspot, 2, sent=sent))
    crm.calls.clear()
    assert synchronize().sent == 150
    assert crm.calls == [(100, 200), (50, 200)]
    effects: dict[str, set[str]] = {}
    for key, values in crm.history:
        effects.setdefault(key, set()).add(str(sorted(values.items())))
    assert {len(different) for different in effects.values()} == {1}
    assert crm.members("win_back") == set(people(250))
    resumed = ledger(warehouse)
    with warehouse.session("test") as session:
        session.execute("delete from ops.audience_ledger")
    synchronize()
    assert ledger(warehouse) == resumed


def test_a_member_sent_but_not_recorded_who_then_leaves_is_taken_out_of_the_crm(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(10))
    synchronize()
    mart(people(10) | {"new": "At risk"})
    with pytest.raises(KilledError):
        synchronize(sink=lambda hubspot: DyingSink(hubspot, 1, sent=True))
    assert "new" in crm.members("win_back")
    mart(people(10))
    assert synchronize().counts.removed == 1
    assert crm.members("win_back") == set(people(10))
    assert synchronize().sent == 0


def test_a_change_sent_but_not_recorded_and_then_undone_is_undone_in_the_crm(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(10))
    synchronize()
    mart(people(10) | {"c0001": "Lost"})
    with pytest.raises(KilledError):
        synchronize(sink=lambda hubspot: DyingSink(hubspot, 1, sent=True))
    assert crm.contacts["c0001"]["weir_segment"] == "Lost"
    mart(people(10))
    assert synchronize().sent == 1
    assert crm.contacts["c0001"]["weir_segment"] == "At risk"


def test_a_planned_member_who_was_never_sent_and_left_is_not_created_in_the_crm(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(250))
    with pytest.raises(KilledError):
        synchronize(sink=lambda hubspot: DyingSink(hubspot, 2, sent=False))
    mart(people(240))
    synchronize()
    assert set(crm.contacts) == set(people(240))


def test_a_first_load_that_was_killed_is_no_mass_change_when_resumed(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(1000))
    with pytest.raises(KilledError):
        synchronize(sink=lambda hubspot: DyingSink(hubspot, 3, sent=True))
    assert synchronize().sent == 800
    assert crm.members("win_back") == set(people(1000))


def test_the_warehouse_is_free_while_the_crm_is_asked(
    mart: Callable[..., None], synchronize: Callable[..., Any], warehouse: Any
) -> None:
    holders: list[dict[str, str]] = []

    class Watching:
        batch = 100

        def __init__(self, hubspot: Any) -> None:
            self.hubspot = hubspot

        def push(self, batch: Sequence[Any]) -> Any:
            holders.append(Lease(warehouse.path.with_suffix(".lock"), "it").holder())
            return self.hubspot.push(batch)

    mart(people(150))
    assert synchronize(sink=Watching).sent == 150
    assert holders == [{}, {}]
