"""What is wrong in `defs.yaml` is answered with what was probably meant."""

from typing import Any

import dagster as dg
import pytest
from dagster.components.testing import create_defs_folder_sandbox
from tests.weir.components.fivetran.conftest import declared

from weir.components.fivetran import FivetranConnection

TYPE = "weir.components.fivetran.FivetranConnection"


def graph(attributes: dict[str, Any] | None) -> Any:
    """The assets of a location with one connection; None for what is scaffolded."""
    contents = {"type": TYPE, "attributes": attributes} if attributes else None
    with create_defs_folder_sandbox() as folder:
        path = folder.scaffold_component(
            FivetranConnection, defs_path="web_ads", defs_yaml_contents=contents
        )
        with folder.load_component_and_build_defs(defs_path=path) as (_, defs):
            dg.Definitions.validate_loadable(defs)
            return defs.resolve_asset_graph()


def refusal(**changes: Any) -> str:
    with pytest.raises(Exception, match=r"Error while") as caught:
        graph(declared("google_ads", **changes))
    error: BaseException = caught.value
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)


def test_what_is_scaffolded_loads() -> None:
    found = graph(None)
    node = found.get(dg.AssetKey(["web_ads", "items"]))
    assert node.metadata["weir/probe"]["arguments"] == {
        "connection": "FIVETRAN_WEB_ADS_CONNECTION",
        "trigger": "fivetran",
        "sync_every": None,
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"connexion": "X"}, "unknown key 'connexion'; did you mean 'connection'?"),
        ({"sync_every": None}, "`trigger: weir` needs `sync_every`"),
        ({"sync_every": "6 hours"}, "'6 hours' is no duration; write 30s, 90m, 6h or 2d"),
        ({"sync_every": "0h"}, "is no duration"),
        ({"trigger": "fivetran"}, "`sync_every` belongs to `trigger: weir`"),
        ({"trigger": "dagster"}, "'weir' or 'fivetran'"),
        ({"tables": {}}, "at least 1"),
    ],
)
def test_a_wrong_attribute_is_refused(changes: dict[str, Any], words: str) -> None:
    assert words in refusal(**changes)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"id": "INT64", "_fivetran_synced": "TIMESTAMP"}, "'INT64' is no column type"),
        ({"id": "BIGINT"}, "_fivetran_synced: TIMESTAMP is missing"),
    ],
)
def test_a_table_that_fivetran_cannot_have_made_is_refused(
    columns: dict[str, str], words: str
) -> None:
    assert words in refusal(tables={"t": {"description": "T.", "columns": columns}})


def test_one_step_makes_all_tables_and_keeps_off_the_warehouses_pool() -> None:
    found = graph(declared("google_ads"))
    keys = found.materializable_asset_keys
    assert len(keys) == 3
    for key in keys:
        together = found.get(key).metadata["weir/together"]
        assert {dg.AssetKey.from_user_string(k) for k in together} == keys
        assert found.get(key).pools == {"fivetran"}, "never the warehouse's"
        columns = found.get(key).metadata["dagster/column_schema"].columns
        assert ("_fivetran_synced", "TIMESTAMP") in [(c.name, c.type) for c in columns]


def test_words_about_a_table_are_no_part_of_its_code() -> None:
    def version(**changes: Any) -> str:
        tables = declared("google_ads")["tables"]
        tables["account_history"] |= changes.pop("table", {})
        key = dg.AssetKey(["google_ads", "account_history"])
        return graph(declared("google_ads", tables=tables, **changes)).get(key).code_version

    first = version()
    assert version(table={"description": "Other words."}, owners=["team:ml"]) == first
    assert version(timeout="5m", sync_every="1h") == first
    assert version(table={"allow_empty": True}) != first
