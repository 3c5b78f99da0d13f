"""A broken mart must not empty or flood the CRM."""

from collections.abc import Callable
from typing import Any

import pytest

from weir.components.audience.guard import MassChangeError, released
from weir.warehouse import Warehouse, open_warehouse


def people(count: int, segment: str = "At risk") -> dict[str, str]:
    return {f"c{number:04d}": segment for number in range(count)}


@pytest.fixture
def loaded(crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]) -> Any:
    mart(people(100))
    synchronize()
    crm.calls.clear()
    return crm


def recorded(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.session("test") as session:
        return session.rows("select * from ops.audience_ledger order by customer_id")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (people(69), "31 changes .* 100 known members .31%.* 31 removed"),
        (people(131), "31 added"),
        (people(69, "At risk") | {f"c{n:04d}": "Lost" for n in range(69, 100)}, "31 changed"),
        ({}, "has no member in mart.audiences, but 100 in the CRM"),
    ],
)
def test_more_than_the_allowed_share_is_refused_before_any_write(
    loaded: Any,
    mart: Callable[..., None],
    synchronize: Callable[..., Any],
    rows: dict[str, str],
    said: str,
) -> None:
    mart(rows)
    before = recorded(open_warehouse())
    with pytest.raises(MassChangeError, match=said) as refused:
        synchronize()
    assert "weir/allow_mass_change=win_back" in str(refused.value)
    assert "guard: {release:" in str(refused.value)
    assert loaded.calls == []
    assert recorded(open_warehouse()) == before
    assert len(before) == 100


def test_the_allowed_share_passes(
    loaded: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(70))
    assert synchronize().sent == 30


def test_a_few_changes_of_a_small_audience_are_no_mass_change(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(6))
    synchronize()
    mart(people(1))
    assert synchronize().counts.removed == 5


def test_an_empty_mart_is_refused_however_few_members_there_are(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(2))
    synchronize()
    mart({})
    with pytest.raises(MassChangeError):
        synchronize()
    assert synchronize(released=True).counts.removed == 2
    assert crm.members("win_back") == set()
    assert synchronize().sent == 0


def test_a_release_in_the_declaration_holds_for_one_run(
    loaded: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(50))
    assert synchronize(release="half of them moved away").sent == 50
    mart(people(20))
    with pytest.raises(MassChangeError):
        synchronize(release="half of them moved away")
    assert synchronize(release="and more of them").sent == 30


def test_a_released_change_that_was_undone_before_it_was_sent_is_asked_about_again(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    class DeadSink:
        batch = 100

        def push(self, batch: Any) -> Any:
            raise KeyboardInterrupt

    mart(people(150))
    synchronize()
    mart(people(150, "Lost"))
    with pytest.raises(KeyboardInterrupt):
        synchronize(sink=lambda hubspot: DeadSink(), released=True)
    mart(people(150))
    assert synchronize().sent == 100  # the batch that may have arrived; the 50 are settled
    mart(people(150, "Lost"))
    with pytest.raises(MassChangeError, match="150 changes"):
        synchronize()


def test_the_tag_releases_the_audiences_that_it_names() -> None:
    assert released("true", "win_back")
    assert released("champions, win_back", "win_back")
    assert not released("champions", "win_back")
    assert not released(None, "win_back")
