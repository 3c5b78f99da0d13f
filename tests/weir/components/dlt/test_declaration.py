"""A mistake in `defs.yaml` is answered where it is, with what was probably meant."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from tests.weir.components.dlt.location import PATH, Location, scaffold

from weir.components.dlt import DltSource

CODE = "def till():\n    pass\n\n\ndef probe(table):\n    return ''\n"


def message(location: Location) -> str:
    """Why the location does not load, with everything below it."""
    with pytest.raises(Exception) as raised, location.defs():  # noqa: PT011 - Dagster wraps it
        pass
    found: list[str] = []
    error: BaseException | None = raised.value
    while error:
        found.append(str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(found)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"files": PATH, "primary_keys": ["item"]}, "did you mean 'primary_key'?"),
        ({"files": PATH, "columns": {"day": "DATETIME"}}, "'DATETIME' is no column type"),
        ({"files": PATH, "columns": {"day": "Bigint"}}, "did you mean BIGINT?"),
        ({"files": PATH, "primary_key": "itm"}, "itm: no such column is declared"),
        ({"files": "till/{when}.csv"}, "when: no such column is declared"),
        (
            {"files": PATH, "write_disposition": "merge"},
            "leave out merge_key and write_disposition",
        ),
        ({"write_disposition": "merge"}, "needs a primary_key or a merge_key"),
        ({"write_disposition": "append"}, "'merge' or 'replace'"),
        ({"released": ["a"]}, "the table has no `files`"),
        ({}, "come from no files, so `source` is needed"),
    ],
)
def test_a_wrong_table_is_refused_with_a_reason(
    location: Location, table: dict[str, Any], said: str
) -> None:
    location.declare(table)
    text = message(location)
    assert said in text
    assert "defs.yaml" in text


def test_a_misspelt_key_is_answered_with_its_line(location: Location) -> None:
    location.declare({"files": PATH}, ownrs=["team:a"])
    text = message(location)
    assert "did you mean 'owners'?" in text
    line = (location.folder / "defs.yaml").read_text().splitlines().index("  ownrs:") + 1
    assert f"defs.yaml:{line}" in text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (".source:tll", "source.py has no function 'tll', but 'till'"),
        (".sauce:till", "there is no module"),
        (".source", "names no function"),
    ],
)
def test_a_wrong_reference_is_refused_when_the_location_loads(
    location: Location, source: str, said: str
) -> None:
    location.declare({}, code=CODE, source=source, probe=".source:probe")
    assert said in message(location)


def test_days_need_files_that_say_which_day_they_hold(location: Location) -> None:
    location.declare({"files": "till/all.csv"}, partitions={"daily": {"start": "2017-01-01"}})
    assert "names carry no day" in message(location)


@pytest.mark.parametrize(
    ("daily", "said"),
    [
        ({"end": "2026-01-02"}, "end 2026-01-02 is not after start 2026-01-02"),
        ({"end": "2025-12-31"}, "end 2025-12-31 is not after start 2026-01-02"),
        ({"timezone": "Mars"}, "'Mars' is no time zone; write one like America/New_York"),
        ({"timezone": "Europe/Berln"}, "'Europe/Berln' is no time zone; did you mean Europe/Ber"),
        ({"timezone": "America"}, "'America' is no time zone"),
    ],
)
def test_days_that_can_not_be_are_refused_rather_than_green_without_one(
    location: Location, daily: dict[str, Any], said: str
) -> None:
    location.declare({"files": PATH}, partitions={"daily": {"start": "2026-01-02", **daily}})
    text = message(location)
    assert said in text
    assert "defs.yaml" in text


@pytest.mark.parametrize(
    ("static", "said"),
    [
        ({"label": [False, "se"]}, "put `no`, `off` or `false` in quotes"),
        ({"label": [2024]}, "put `2024` in quotes"),
        ({"label": [None]}, "put `null` or the empty value in quotes"),
        ({True: ["a"]}, "put `yes`, `on` or `true` in quotes"),
        ({"label": ["a...b"]}, "'a...b' can't be a partition: Dagster keeps ... for ranges"),
    ],
)
def test_values_that_yaml_or_dagster_read_otherwise_are_refused_in_our_words(
    location: Location, static: dict[Any, Any], said: str
) -> None:
    location.declare({"files": "till/{label}.csv"}, partitions={"static": static})
    text = message(location)
    assert said in text
    assert "defs.yaml" in text
    assert "valid string" not in text


def test_a_column_named_window_does_not_overwrite_the_days_of_a_source(location: Location) -> None:
    code = CODE.replace("till()", "till(window)")
    table = {"columns": {"window": "VARCHAR", "day": "DATE"}, "merge_key": ["day", "window"]}
    named = {"source": ".source:till", "probe": ".source:probe"}
    daily, static = {"start": "2026-01-01"}, {"window": ["a", "b"]}
    location.declare(table, code=code, partitions={"daily": daily, "static": static}, **named)
    text = message(location)
    assert "no column of that name can divide it as well" in text
    assert "partitions.static.window" in text
    location.declare(table, code=code, partitions={"static": static}, **named)
    assert spec(location).partitions_def == dg.StaticPartitionsDefinition(["a", "b"])


def test_a_source_is_not_imported_when_the_location_loads(location: Location) -> None:
    code = f"raise RuntimeError('imported')\n\n\n{CODE}"
    location.declare({}, code=code, source=".source:till", probe=".source:probe")
    with location.defs() as defs:
        assert defs.resolve_asset_graph().get_all_asset_keys() == {dg.AssetKey(["till", "lines"])}


def spec(location: Location) -> dg.AssetSpec:
    with location.defs() as defs:
        return next(iter(defs.resolve_all_asset_specs()))


def test_what_the_platform_reads_stands_on_the_asset(location: Location) -> None:
    location.declare(
        {"files": PATH, "allow_empty": True, "owners": ["team:a"]},
        partitions={"daily": {"start": "2017-01-01", "end": "2017-02-01"}},
        tags={"tier": "1"},
    )
    found = spec(location)
    assert found.metadata["weir/probe"] == {
        "call": "weir.landing.news:partitions",
        "arguments": {
            "setting": "LANDING_URL",
            "path": PATH,
            "dataset": "till",
            "table": "lines",
            "start": "2017-01-01",
            "end": "2017-02-01",
            "released": [],
        },
    }
    columns = found.metadata["dagster/column_schema"].columns
    assert [(c.name, c.type) for c in columns][:2] == [("day", "DATE"), ("item", "BIGINT")]
    assert found.metadata["weir/allow_empty"] is True
    assert (found.owners, found.group_name, found.tags["tier"]) == (["team:a"], "till", "1")
    assert found.partitions_def == dg.DailyPartitionsDefinition("2017-01-01", end_date="2017-02-01")


def test_the_code_version_follows_what_is_loaded_and_not_what_is_said_of_it(
    location: Location,
) -> None:
    def version(table: dict[str, Any], code: str = CODE) -> str | None:
        location.declare(table, code=code, source=".source:till", probe=".source:probe")
        return spec(location).code_version

    first = version({"primary_key": "item"})
    assert version({"primary_key": "item", "description": "other words"}) == first
    assert version({"primary_key": "item"}, f"# a comment\n{CODE}") == first
    assert version({"primary_key": "day"}) != first
    assert version({"primary_key": "item"}, CODE.replace("pass", "return 1")) != first


def test_a_release_changes_the_check_and_not_the_table(location: Location) -> None:
    def versions(table: dict[str, Any]) -> tuple[str | None, dict[str, str]]:
        location.declare({"files": PATH, **table})
        with location.defs() as defs:
            checks = defs.resolve_asset_graph()
            specs = [checks.get_check_spec(key) for key in checks.asset_check_keys]
            return spec(location).code_version, {
                s.name: s.metadata["weir/fingerprint"] for s in specs
            }

    before, after = versions({}), versions({"released": ["till/lines_2017-01-01.parquet"]})
    assert before[0] == after[0]
    changed = {name for name in before[1] if before[1][name] != after[1][name]}
    assert changed == {"no_quarantined_files"}


def test_the_scaffold_loads_as_it_is() -> None:
    with scaffold() as sandbox:
        path: Path = sandbox.scaffold_component(DltSource, defs_path="bakery")
        assert {file.name for file in path.iterdir()} == {"defs.yaml", "source.py", "probe.py"}
        with sandbox.load_component_and_build_defs(path) as (_, defs):
            key = dg.AssetKey(["bakery", "items"])
            assert defs.resolve_asset_graph().get_all_asset_keys() == {key}
