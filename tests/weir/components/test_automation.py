"""`automation:` in YAML: its forms, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from weir.automation import conditions, running
from weir.components.automation import Automated, watched

FORM: TypeAdapter[Any] = TypeAdapter(Automated)


def test_a_name_alone_is_enough() -> None:
    assert FORM.validate_python("on_upstream_change").condition() == conditions.on_upstream_change()
    assert FORM.validate_python("manual").condition() is None


def test_a_mapping_says_more() -> None:
    said = {"when": "on_cron", "cron": "0 6 * * *", "timezone": "America/New_York"}
    expected = conditions.on_cron("0 6 * * *", "America/New_York", cooldown=timedelta(hours=1))
    assert FORM.validate_python({**said, "cooldown": "1h"}).condition() == expected


def test_each_asset_has_a_condition_of_its_own() -> None:
    """The condition carries the reason: shared, it would tell one asset's of all."""
    form = FORM.validate_python("on_code_change")
    assert form.condition() is not form.condition()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("on_upstream_chang", "did you mean 'on_upstream_change'"),
        ("eager", "use one of on_upstream_change"),
        ({"when": "on_cron"}, "on_cron needs `cron`"),
        ({"when": "on_cron", "cron": "6 o'clock"}, "is no cron schedule"),
        ({"when": "on_cron", "cron": "0 6 * * *", "timezone": "New York"}, "is no time zone"),
        ({"when": "on_upstream_change", "cron": "0 6 * * *"}, "belong to `when: on_cron`"),
        ({"when": "on_code_change", "cooldwn": "1h"}, "did you mean 'cooldown'"),
        ({"when": "on_code_change", "cooldown": "soon"}, "is no duration"),
        ({"when": "manual", "cooldown": "1h"}, "needs no cooldown"),
    ],
)
def test_what_can_not_be_is_refused_in_words(said: Any, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        FORM.validate_python(said)
    assert message in str(raised.value)


def test_a_loader_follows_its_source_unless_a_clock_or_nobody_does() -> None:
    assert watched(None)
    assert not watched(FORM.validate_python("manual"))
    assert not watched(FORM.validate_python({"when": "on_cron", "cron": "0 6 * * *"}))
    with pytest.raises(ValueError, match="a loader follows its source"):
        watched(FORM.validate_python("on_upstream_change"))
    with pytest.raises(ValueError, match="say `manual` instead"):
        watched(FORM.validate_python({"when": "on_cron", "cron": "0 6 * * *"}), partitioned=True)


@pytest.mark.parametrize(
    ("environment", "switch", "on"),
    [
        ("local", None, False),
        ("local", "on", True),
        ("preview", "on", False),
        ("production", None, True),
    ],
)
def test_one_rule_says_what_runs_where(
    monkeypatch: pytest.MonkeyPatch, environment: str, switch: str | None, on: bool
) -> None:
    monkeypatch.setenv("WEIR_ENV", environment)
    monkeypatch.setenv("WEIR_DATASET_PREFIX", "pr_1_")
    monkeypatch.delenv(running.VARIABLE, raising=False)
    if switch:
        monkeypatch.setenv(running.VARIABLE, switch)
    assert running.running() is on
    assert (running.sensor_status().value == "RUNNING") is on
    assert (running.schedule_status().value == "RUNNING") is on
