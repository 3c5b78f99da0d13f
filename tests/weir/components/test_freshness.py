"""`freshness:` in YAML: every component takes it, and what has no meaning is refused."""

import datetime as dt
from typing import Any

import dagster as dg
import pytest

from weir.components.freshness import Freshness
from weir.graph.describe import describe
from weir.graph.document import asset
from weir.graph.model import FreshnessPolicy

HOUR = 3600.0


def said(**words: Any) -> FreshnessPolicy | None:
    """What the graph's document carries of it."""
    one = Freshness.model_validate(words)

    @dg.asset(key=["raw", "x"], freshness_policy=one.policy(), metadata=one.metadata())
    def x() -> None: ...

    (entry,) = describe("here", dg.Definitions(assets=[x]))["assets"]
    return asset(entry).freshness


def test_each_form_reaches_the_graph_as_it_was_meant() -> None:
    assert said(fail_window="6h", warn_window="4h") == FreshnessPolicy(fail=6 * HOUR, warn=4 * HOUR)
    assert said(maximum_lag_minutes=90) == FreshnessPolicy(fail=1.5 * HOUR)
    assert said(fail_window="6h", of="data") == FreshnessPolicy(fail=6 * HOUR, of="data")
    clock = {"deadline_cron": "0 9 * * 1-5", "lower_bound_delta": "2h"}
    assert said(**clock, timezone="America/New_York") == FreshnessPolicy(
        cron="0 9 * * 1-5", lower_bound=2 * HOUR, timezone="America/New_York"
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"fail_window": "1h", "maximum_lag_minutes": 5}, "give one of fail_window"),
        ({"warn_window": "1h"}, "give one of fail_window"),
        ({"fail_window": "1h", "warn_window": "2h"}, "warn_window must be less than fail_window"),
        ({"fail_window": "30s"}, "fail_window cannot be less than 1 minute"),
        ({"deadline_cron": "0 9 * * *"}, "deadline_cron needs lower_bound_delta"),
        (
            {"deadline_cron": "every day", "lower_bound_delta": "1h"},
            "Invalid cron string",
        ),
        (
            {"deadline_cron": "0 9 * * *", "lower_bound_delta": "2d"},
            "must be less than or equal to the smallest cron interval",
        ),
        (
            {"deadline_cron": "0 9 * * *", "lower_bound_delta": "1h", "timezone": "Europe/Metz"},
            "Invalid IANA timezone: Europe/Metz",
        ),
        (
            {"deadline_cron": "0 9 * * *", "lower_bound_delta": "1h", "warn_window": "1h"},
            "warn_window belongs to fail_window",
        ),
        ({"fail_window": "1h", "of": "rows"}, "Input should be 'load' or 'data'"),
    ],
)
def test_what_has_no_meaning_is_refused_where_it_is_written(
    words: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        Freshness.model_validate(words)


def test_every_component_takes_a_freshness() -> None:
    from weir.components.audience import Audience
    from weir.components.dbt.meta import TableMeta
    from weir.components.dlt import DltSource
    from weir.components.feature import Feature, Model
    from weir.components.fivetran import FivetranConnection
    from weir.components.lookml import LookmlDashboards

    late = Freshness(fail_window=dt.timedelta(hours=1))
    for component in (Audience, DltSource, Feature, Model, FivetranConnection, LookmlDashboards):
        field = component.model_fields["freshness"]
        assert field.annotation == type(late) | None, component
        assert field.default is None
    assert TableMeta.model_fields["freshness_policy"].annotation == type(late) | None
