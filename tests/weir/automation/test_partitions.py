"""A condition asks for the partitions that are older than what they are made of, and no others."""

from typing import Any

import dagster as dg
from tests.weir.automation.conftest import Simulation, asset

from weir.automation import conditions
from weir.components.partitions import Divided

DAYS = {"daily": {"start": "2017-01-01", "end": "2017-01-11"}}
REGIONS = {"static": {"region": ["emea", "amer"]}}
BOTH = {**DAYS, **REGIONS}


def divided(
    key: str, said: dict[str, Any], *deps: str, code: str | None = None
) -> dg.AssetsDefinition:
    own = Divided.model_validate(said)
    return asset(
        key,
        *deps,
        partitions_def=own.definition(),
        metadata=own.metadata(),
        code_version=code,
    )


def source(said: dict[str, Any]) -> dg.AssetSpec:
    return dg.AssetSpec("pos", partitions_def=Divided.model_validate(said).definition())


def asked(sim: Simulation, definitions: dg.Definitions) -> dict[str, set[str]]:
    """The partitions that are asked for, by asset; what has none is left out."""
    result = dg.evaluate_automation_conditions(
        definitions, sim.instance, evaluation_time=sim.now, cursor=sim.cursor
    )
    sim.cursor = result.cursor
    found: dict[str, set[str]] = {}
    for one in result.results:
        subset = one.true_subset
        if isinstance(one.key, dg.AssetKey) and not subset.is_empty and subset.is_partitioned:
            keys = map(str, subset.expensively_compute_partition_keys())
            found[one.key.to_user_string()] = set(keys)
    return found


def test_one_region_that_landed_is_made_alone(sim: Simulation) -> None:
    definitions = dg.Definitions(assets=[source(BOTH), divided("sales", BOTH, "pos")])
    sim.load("pos", "2017-01-02|emea")
    sim.load("pos", "2017-01-02|amer")
    assert asked(sim, definitions) == {"sales": {"2017-01-02|emea", "2017-01-02|amer"}}
    sim.load("sales", "2017-01-02|emea")
    sim.load("sales", "2017-01-02|amer")
    assert asked(sim, definitions) == {}
    sim.load("pos", "2017-01-02|amer")
    assert asked(sim, definitions) == {"sales": {"2017-01-02|amer"}}


def test_what_is_divided_otherwise_waits_for_the_run_before_it(sim: Simulation) -> None:
    """In one tick the daemon would start both runs side by side."""
    definitions = dg.Definitions(
        assets=[
            source(BOTH),
            divided("sales", BOTH, "pos"),
            divided("of_region", REGIONS, "sales"),
            divided("of_day", DAYS, "sales"),
        ]
    )
    sim.load("pos", "2017-01-02|emea")
    assert asked(sim, definitions) == {"sales": {"2017-01-02|emea"}}
    sim.load("sales", "2017-01-02|emea")
    assert asked(sim, definitions) == {"of_region": {"emea"}, "of_day": {"2017-01-02"}}


def test_what_follows_in_the_same_run_is_of_the_same_partitions(sim: Simulation) -> None:
    definitions = dg.Definitions(
        assets=[source(BOTH), divided("base", BOTH, "pos"), divided("sales", BOTH, "base")]
    )
    for partition in ("2017-01-02|emea", "2017-01-03|emea"):
        for key in ("pos", "base", "sales"):
            sim.load(key, partition)
    assert asked(sim, definitions) == {}
    sim.load("pos", "2017-01-03|emea")
    assert asked(sim, definitions) == {k: {"2017-01-03|emea"} for k in ("base", "sales")}


def test_changed_code_makes_all_that_there_are_and_none_of_days_to_come(sim: Simulation) -> None:
    for key in ("pos", "sales"):
        for partition in ("2017-01-02|emea", "2017-01-03|amer"):
            sim.load(key, partition)
    changed = dg.Definitions(assets=[source(BOTH), divided("sales", BOTH, "pos", code="2")])
    assert asked(sim, changed) == {"sales": {"2017-01-02|emea", "2017-01-03|amer"}}


def behind_a_view(
    code: str = "1", automation: Any = conditions.on_upstream_change
) -> dg.Definitions:
    return dg.Definitions(
        assets=[
            source(BOTH),
            asset("view", "pos", code_version=code, automation=automation),
            divided("sales", BOTH, "view", code="1"),
        ]
    )


def landed(sim: Simulation, definitions: dg.Definitions, *partitions: str) -> None:
    """Partitions of the source, and the view over it."""
    for partition in partitions:
        sim.load("pos", partition)
    sim.run(definitions, "view")


def made(sim: Simulation, definitions: dg.Definitions, *partitions: str) -> None:
    """Partitions of the model, in a run."""
    for partition in partitions:
        definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=sim.instance, asset_selection=[dg.AssetKey("sales")], partition_key=partition
        )


def test_a_view_in_between_does_not_make_every_partition_due(sim: Simulation) -> None:
    """With each region that lands, a year of days of all regions would be made again."""
    definitions = behind_a_view()
    known = ("2017-01-02|emea", "2017-01-02|amer", "2017-01-03|emea")
    landed(sim, definitions, *known)
    assert asked(sim, definitions) == {"sales": set(known)}
    made(sim, definitions, *known)
    assert asked(sim, definitions) == {}
    landed(sim, definitions, "2017-01-02|amer")
    assert asked(sim, definitions) == {"sales": {"2017-01-02|amer"}}


def test_a_view_that_is_left_alone_tells_which_partitions_are_new(sim: Simulation) -> None:
    definitions = behind_a_view(automation=conditions.on_code_change)
    landed(sim, definitions, "2017-01-02|emea", "2017-01-02|amer")
    assert asked(sim, definitions) == {"sales": {"2017-01-02|emea", "2017-01-02|amer"}}
    made(sim, definitions, "2017-01-02|emea", "2017-01-02|amer")
    assert asked(sim, definitions) == {}
    sim.load("pos", "2017-01-02|amer")
    assert asked(sim, definitions) == {"sales": {"2017-01-02|amer"}}


def test_a_view_that_changed_while_a_region_landed_makes_every_partition_due(
    sim: Simulation,
) -> None:
    """The other partitions would stand as the old view had them, for ever."""
    known = ("2017-01-02|emea", "2017-01-02|amer")
    landed(sim, behind_a_view(), *known)
    assert asked(sim, behind_a_view()) == {"sales": set(known)}
    made(sim, behind_a_view(), *known)
    assert asked(sim, behind_a_view()) == {}
    changed = behind_a_view("2")
    landed(sim, changed, "2017-01-03|emea")
    landed(sim, changed, "2017-01-03|emea")
    assert asked(sim, changed) == {"sales": {*known, "2017-01-03|emea"}}
