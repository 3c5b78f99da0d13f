"""Only what differs is sent, and the CRM ends as the mart is."""

from collections.abc import Callable
from typing import Any

from weir.warehouse import Warehouse


def people(count: int, segment: str = "At risk") -> dict[str, str]:
    return {f"c{number:04d}": segment for number in range(count)}


def test_the_first_load_sends_everyone_in_batches_and_the_second_sends_nothing(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(250))
    outcome = synchronize()
    assert crm.calls == [(100, 200), (100, 200), (50, 200)]
    assert (outcome.counts.added, outcome.sent, outcome.batches) == (250, 250, 3)
    assert crm.contacts["c0007"] == {
        "weir_audience_win_back": "true",
        "email": "c0007@example.com",
        "weir_segment": "At risk",
    }
    crm.calls.clear()
    outcome = synchronize()
    assert crm.calls == []
    assert (outcome.counts.members, outcome.counts.unchanged, outcome.sent) == (250, 250, 0)


def test_only_changed_joined_and_left_members_are_sent_in_the_order_of_their_ids(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(100))
    synchronize()
    crm.calls.clear()
    crm.history.clear()
    now = people(100) | {"c0099": "Lost", "c0500": "At risk"}
    del now["c0003"]
    mart(now)
    outcome = synchronize()
    counts = outcome.counts
    assert (counts.added, counts.changed, counts.removed, counts.unchanged) == (1, 1, 1, 98)
    assert crm.calls == [(3, 200)]
    assert [key for key, _ in crm.history] == ["c0003", "c0099", "c0500"]
    assert crm.members("win_back") == set(now)


def test_who_leaves_is_told_so_keeps_their_identity_and_is_never_deleted(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(20))
    synchronize()
    mart(people(19))
    synchronize()
    assert crm.contacts["c0019"] == {
        "weir_audience_win_back": "false",
        "email": "c0019@example.com",
        "weir_segment": "",
    }
    crm.calls.clear()
    synchronize()
    assert crm.calls == []
    mart(people(20))
    assert synchronize().counts.added == 1
    assert crm.members("win_back") == set(people(20))


def test_a_new_model_version_sends_nobody_anew(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(30))
    synchronize()
    crm.calls.clear()
    mart(people(30), version="v2")
    assert synchronize().sent == 0
    assert crm.calls == []


def test_values_that_only_look_alike_when_joined_are_told_apart(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any], warehouse: Warehouse
) -> None:
    both = {"email": "email", "weir_version": "model_version"}
    mart({"a": "x weir_version=1:1"}, version="2")
    synchronize(identity=both)
    mart({"a": "x"}, version="1 weir_version=1:12")
    assert synchronize(identity=both).counts.changed == 1


def test_a_missing_value_clears_the_property(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any], warehouse: Warehouse
) -> None:
    mart(people(2))
    synchronize()
    with warehouse.session("test") as session:
        session.execute("update mart.audiences set segment = null")
    assert synchronize().counts.changed == 2
    assert crm.contacts["c0000"]["weir_segment"] == ""
    assert synchronize().sent == 0


def test_rows_of_another_audience_are_not_sent(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(5), audience="champions")
    outcome = synchronize()
    assert (outcome.counts.members, outcome.sent, crm.calls) == (0, 0, [])


def test_two_audiences_of_one_contact_do_not_undo_each_other(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    champions = {"name": "champions", "rows": {"segment": "At risk"}, "properties": {}}
    mart(people(10))
    synchronize()
    synchronize(**champions)
    assert synchronize().sent == synchronize(**champions).sent == 0
    mart(people(9))
    assert (synchronize().sent, synchronize(**champions).sent) == (1, 1)
    assert crm.contacts["c0000"] == {
        "weir_audience_win_back": "true",
        "weir_audience_champions": "true",
        "email": "c0000@example.com",
        "weir_segment": "At risk",
    }
    assert crm.members("win_back") == crm.members("champions") == set(people(9))
