"""A warehouse out of reach for a moment is asked again; a model that is wrong is not."""

import contextlib

import pytest

from weir.components.dbt import step
from weir.retry import steps

FLAKY = """
select case when (select count(*) from glob('{flag}')) = 0
then error('Connection refused by the metadata server') else 'fine' end as state
"""


@pytest.fixture
def tries(shop, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A model that can be built from the second dbt invocation on; how often dbt was asked."""
    monkeypatch.setattr(steps, "PAUSE", 0.0)
    flag = shop.root / "reachable"
    shop.write({"models/mart/mrt__flaky.sql": FLAKY.format(flag=flag)})
    count: list[int] = []
    real = step.started

    @contextlib.contextmanager
    def started(*arguments, **options):
        count.append(len(count) + 1)
        if len(count) == 2:
            flag.touch()
        with real(*arguments, **options) as answers:
            yield answers

    monkeypatch.setattr(step, "started", started)
    return count


def test_a_lost_connection_is_tried_again_and_succeeds(shop, tries) -> None:
    ran = shop.run("mart/mrt__flaky")
    assert ran.success, ran.message
    assert tries == [1, 2]
    assert shop.rows("select state from mart.mrt__flaky") == [("fine",)]
    assert ran.order.count("mart/mrt__flaky") == 1


def test_a_warehouse_that_stays_away_fails_with_the_whole_story(shop, tries) -> None:
    flag = shop.root / "reachable"
    shop.write({
        "models/mart/mrt__flaky.sql": FLAKY.format(flag=f"{flag}_never"),
        "models/mart/mrt__behind.sql": "select * from {{ ref('mrt__flaky') }}",
    })  # fmt: skip
    ran = shop.run("mart/mrt__flaky", "mart/mrt__behind")
    assert not ran.success
    assert tries == [1, 2, 3]
    assert ran.message.startswith("mart.mrt__flaky could not be built:")
    assert ran.failure["skipped"] == ["mart.mrt__behind because of mart.mrt__flaky"]


def test_a_model_that_is_wrong_is_not_tried_again(shop, tries) -> None:
    shop.load()
    shop.write({"models/mart/mrt__people.sql": "select nothing from {{ ref('base__customers') }}"})
    ran = shop.run("base/base__customers", "mart/mrt__people", "mart/mrt__flaky")
    assert not ran.success
    assert tries == [1]
    assert "mart.mrt__people could not be built" in ran.message
