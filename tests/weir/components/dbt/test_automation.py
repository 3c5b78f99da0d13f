"""When models are made by themselves, or by a clock."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.automation.conditions import OnLoad, on_code_change, on_upstream_change
from weir.components.automation import DEFAULT, Automation
from weir.components.dbt.automation import Schedule, automate, chosen, schedule_definitions
from weir.errors import WeirError

WHERE = Path("defs.yaml")
SALES = "mart/sales"


def conditions(translation: Any) -> dict[str, Any]:
    return {
        spec.key.to_user_string(): spec.automation_condition for spec in translation.assets.values()
    }


def keys(translation: Any, select: str) -> set[str]:
    schedule = Schedule(select=select, cron="0 6 * * *")
    ids = chosen(translation, "daily", schedule, WHERE)
    return {translation.keys[i].to_user_string() for i in ids}


def test_every_model_follows_what_it_is_made_of_unless_yaml_says_otherwise(shop) -> None:
    found = conditions(automate(shop.translation(), DEFAULT, {}, WHERE))
    assert found["base/base__orders"] == on_upstream_change()
    assert found[SALES] != on_upstream_change()  # its own YAML names a cooldown
    other = conditions(automate(shop.translation(), Automation(when="on_code_change"), {}, WHERE))
    assert other["base/base__orders"] == on_code_change()
    assert other[SALES] == found[SALES]


def test_a_model_that_a_clock_makes_has_no_condition(shop) -> None:
    schedules = {"nightly": Schedule(select="mrt__people", cron="0 6 * * *")}
    found = conditions(automate(shop.translation(), DEFAULT, schedules, WHERE))
    assert found["mart/mrt__people"] is None
    assert found["mart/mrt__ranking"] == on_upstream_change()


def test_a_model_with_a_clock_and_a_condition_is_refused(shop) -> None:
    schedules = {"daily": Schedule(select="tag:daily", cron="0 6 * * *")}
    with pytest.raises(WeirError, match="the schedule 'daily' selects it"):
        automate(shop.translation(), DEFAULT, schedules, WHERE)


def test_a_schedule_selects_by_tag_path_and_name(shop) -> None:
    translation = shop.translation()
    assert keys(translation, "tag:daily") == {SALES}
    assert "base/base__orders" in keys(translation, "path:models/base")
    assert keys(translation, "mrt__people mrt__rank*") == {"mart/mrt__people", "mart/mrt__ranking"}


def test_a_schedule_that_selects_nothing_is_refused(shop) -> None:
    with pytest.raises(WeirError, match="tag:dayly of the schedule 'daily' selects no model"):
        keys(shop.translation(), "tag:dayly")
    with pytest.raises(ValueError, match="owner: is no way to select"):
        Schedule(select="owner:me", cron="0 6 * * *")
    with pytest.raises(ValueError, match="is no cron schedule"):
        Schedule(select="tag:daily", cron="at six")


def test_a_schedule_makes_its_models_at_its_hour_and_is_off_by_default(shop) -> None:
    schedules = {
        "nightly": Schedule(select="mrt__people", cron="0 6 * * *", timezone="America/New_York")
    }
    (made,) = schedule_definitions(shop.translation(), schedules, WHERE, "dbt")
    assert made.name == "dbt_nightly"
    assert made.cron_schedule == "0 6 * * *"
    assert made.execution_timezone == "America/New_York"
    assert made.default_status is dg.DefaultScheduleStatus.STOPPED


def test_a_test_is_asked_for_by_itself_where_it_has_not_judged_the_last_load(shop) -> None:
    checks = shop.translation().checks.values()
    assert checks
    assert all(spec.automation_condition == OnLoad() for spec in checks)
