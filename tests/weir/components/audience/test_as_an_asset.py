"""The audience in Dagster: where it may act, what it records, what stops it."""

from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest
from dagster.components.testing import create_defs_folder_sandbox

from weir import gate
from weir.components.audience import Audience
from weir.components.audience.asset import crm_url
from weir.environment import Environment, Name
from weir.home import home
from weir.warehouse import Warehouse

KEY = dg.AssetKey(["audiences", "win_back"])
ATTRIBUTES: dict[str, Any] = {
    "name": "win_back",
    "description": "Members.",
    "table": "mart.audiences",
    "rows": {"audience": "win_back"},
    "identity": {"email": "email"},
    "properties": {"weir_segment": "segment"},
    "owners": ["team:activation"],
}


def people(count: int, segment: str = "At risk") -> dict[str, str]:
    return {f"c{number:04d}": segment for number in range(count)}


def definitions(*attributes: dict[str, Any]) -> dg.Definitions:
    with create_defs_folder_sandbox() as folder:
        paths = [
            folder.scaffold_component(
                Audience,
                defs_path=one["name"],
                defs_yaml_contents={
                    "type": "weir.components.audience.Audience",
                    "attributes": one,
                },
            )
            for one in attributes
        ]
        with folder.build_component_tree() as tree:
            return dg.Definitions.merge(*(tree.build_defs_at_path(path) for path in paths))


def refusal(*attributes: dict[str, Any]) -> str:
    """Why it does not load; Dagster wraps the reason."""
    with pytest.raises(Exception, match=r"defs\.yaml") as raised:
        definitions(*attributes)
    error: BaseException = raised.value
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)


def run(
    attributes: dict[str, Any] | None = None,
    *,
    tags: dict[str, str] | None = None,
    selection: Any = None,
    instance: dg.DagsterInstance | None = None,
) -> dg.ExecuteInProcessResult:
    defs = definitions(attributes or ATTRIBUTES)
    job = defs.resolve_implicit_global_asset_job_def()
    with instance or dg.DagsterInstance.ephemeral() as used:
        return job.get_subset(**(selection or {})).execute_in_process(
            instance=used, tags=tags, raise_on_error=False
        )


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    (event,) = result.asset_materializations_for_node("audiences__win_back")
    return {name: value.value for name, value in event.metadata.items()}


def message(result: dg.ExecuteInProcessResult) -> str:
    (event,) = [e for e in result.all_events if e.is_step_failure]
    return str(event.event_specific_data.error_display_string)  # type: ignore[union-attr]


def test_a_run_with_no_change_is_recorded_and_says_that_nothing_was_sent(
    crm: Any, mart: Callable[..., None], warehouse: Warehouse
) -> None:
    mart(people(120))
    found = metadata(run())
    lineage = found.pop("dagster/column_lineage").deps_by_column
    read = {name: [dep.column_name for dep in deps] for name, deps in lineage.items()}
    assert read == {
        "weir_customer_id": ["weir_customer_id"],
        "weir_audience_win_back": ["audience"],
        "email": ["email"],
        "weir_segment": ["segment"],
    }
    assert found | {"crm": ""} == {
        "dagster/row_count": 120,
        "weir/warehouse": warehouse.identity(),
        "crm": "",
        "members": 120,
        "added": 120,
        "removed": 0,
        "changed": 0,
        "unchanged": 0,
        "given_up": 0,
        "sent": 120,
        "rejected": 0,
        "batches": 2,
        "dry_run": False,
    }
    again = metadata(run())
    assert (again["unchanged"], again["sent"], again["batches"]) == (120, 0, 0)
    assert len(crm.calls) == 2


def test_outside_production_a_real_crm_is_not_touched_and_nothing_is_acknowledged(
    crm: Any, mart: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mart(people(12))
    monkeypatch.setenv("CRM_API_URL", "https://api.hubapi.com")
    monkeypatch.delenv("CRM_API_TOKEN")
    found = metadata(run())
    assert (found["sent"], found["would_send"], found["dry_run"]) == (0, 12, True)
    assert found["would_send_first"][0] == {"customer": "c0000", "change": "added"}
    assert "example.com" not in str(found)
    assert metadata(run())["would_send"] == 12
    assert crm.calls == []


@pytest.mark.parametrize(("name", "acts"), [(Name.PREVIEW, False), (Name.PRODUCTION, True)])
def test_only_production_acts_on_hubspot_itself_and_a_preview_needs_no_settings(
    monkeypatch: pytest.MonkeyPatch, name: Name, acts: bool
) -> None:
    monkeypatch.delenv("CRM_API_URL", raising=False)
    environment = Environment(name, home(), "bigquery", "pr_1_")
    assert crm_url(environment) == "https://api.hubapi.com"
    assert environment.may_act_on(crm_url(environment)) is acts


def test_a_refused_row_fails_the_check_and_not_the_run_and_the_check_runs_alone(
    crm: Any, mart: Callable[..., None], warehouse: Warehouse
) -> None:
    mart(people(20))
    crm.refused = {"c0003"}
    only_check = {
        "asset_selection": set(),
        "asset_check_selection": {dg.AssetCheckKey(KEY, "rows_accepted")},
    }
    for result in (run(), run(selection=only_check)):
        assert result.success
        (check,) = result.get_asset_check_evaluations()
        assert not check.passed
        assert check.severity is dg.AssetCheckSeverity.WARN
        facts = {name: value.value for name, value in check.metadata.items()}
        assert facts["rejected"] == 1
        assert facts["rows"] == [{"customer": "c0003", "attempts": 1, "reason": "no"}]
    assert len(crm.calls) == 1
    crm.refused = set()
    (check,) = run().get_asset_check_evaluations()
    assert check.passed


def test_the_guard_fails_the_run_and_the_run_tag_lets_it_pass(
    crm: Any, mart: Callable[..., None], warehouse: Warehouse
) -> None:
    mart(people(200))
    run()
    mart(people(10))
    result = run()
    assert not result.success
    assert "190 removed" in message(result)
    assert crm.members("win_back") == set(people(200))
    assert run(tags={"weir/allow_mass_change": "win_back"}).success
    assert crm.members("win_back") == set(people(10))


def test_an_unknown_column_is_named_with_its_line_and_the_known_ones(
    crm: Any, mart: Callable[..., None], warehouse: Warehouse
) -> None:
    mart(people(1))
    text = message(run(ATTRIBUTES | {"properties": {"weir_segment": "segmnt"}}))
    assert "mart.audiences has no column 'segmnt'" in text
    assert "(segmnt)" in text
    assert "audience, weir_customer_id, email, segment, model_version" in text
    assert crm.calls == []


def test_a_customer_listed_twice_is_refused(
    crm: Any, mart: Callable[..., None], warehouse: Warehouse
) -> None:
    mart(people(2))
    with warehouse.session("test") as session:
        session.execute("insert into mart.audiences from mart.audiences where email like 'c0001%'")
    assert "lists the customer c0001 2 times" in message(run())
    assert crm.calls == []


def test_a_table_that_is_not_there_is_named(crm: Any, warehouse: Warehouse) -> None:
    assert "the table mart.audiences of the audience win_back is not there" in message(run())


def test_a_wrong_token_fails_without_a_retry(
    crm: Any, mart: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mart(people(1))
    monkeypatch.setenv("CRM_API_TOKEN", "wrong")
    text = message(run())
    assert "set CRM_API_TOKEN" in text
    assert crm.calls == [(1, 401)]


def test_nothing_is_sent_past_a_failing_blocking_check(
    crm: Any, mart: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mart(people(1))
    reason = "check unique of mart/audiences failed (owner: team:customer)"
    monkeypatch.setattr(gate, "withheld", lambda context: {KEY: reason})
    assert f"nothing was sent: {reason}" in message(run())
    assert crm.calls == []


def test_two_audiences_that_write_one_property_do_not_load() -> None:
    text = refusal(ATTRIBUTES, ATTRIBUTES | {"name": "champions"})
    assert "the audiences win_back and champions both write 'weir_segment'" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gaurd": {}}, "did you mean 'guard'"),
        ({"guard": {"max_change": "0.3"}}, "write it like 30%"),
        ({"table": "audiences"}, "write dataset.table"),
        ({"rows": {"audience": "it's"}}, "has a quote"),
        ({"identity": {"E-mail": "email"}}, "can't be a name in the CRM"),
        ({"properties": {"weir_audience_x": "segment"}}, "is written by Weir itself"),
        ({"properties": {"email": "segment"}}, "under identity and under properties"),
    ],
)
def test_what_cannot_be_meant_does_not_load(change: dict[str, Any], said: str) -> None:
    assert said in refusal(ATTRIBUTES | change)


def test_the_asset_says_what_it_reads_and_who_owns_it() -> None:
    graph = definitions(ATTRIBUTES).resolve_asset_graph()
    node = graph.get(KEY)
    assert node.parent_keys == {dg.AssetKey(["mart", "audiences"])}
    assert (node.owners, node.group_name, node.pools) == (["team:activation"], "audiences", {"crm"})


def test_words_about_an_audience_do_not_change_what_its_code_is() -> None:
    def version(**change: Any) -> str | None:
        return definitions(ATTRIBUTES | change).resolve_asset_graph().get(KEY).code_version

    assert version() == version(description="Other words.", owners=["team:ml"])
    assert version() != version(guard={"max_change": "40%"})


def test_a_scaffolded_audience_loads() -> None:
    with create_defs_folder_sandbox() as folder:
        path = folder.scaffold_component(Audience, defs_path="vips")
        with folder.build_component_tree() as tree:
            graph = tree.build_defs_at_path(path).resolve_asset_graph()
    assert graph.get(dg.AssetKey(["audiences", "vips"])).owners == ["team:activation"]
