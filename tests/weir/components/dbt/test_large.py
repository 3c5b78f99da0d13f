"""Hundreds of models: no copy of the project, the right database, exactly what was asked for."""

import pytest

COUNT = 260


@pytest.mark.slow
def test_a_selection_of_hundreds_is_exact_and_needs_no_copy(place, monkeypatch) -> None:
    """The stock integration copies the project above 200 and may write to another database."""
    made = place(
        {
            "dbt_project.yml": "{name: many, profile: weir, models: {many: {+schema: mart}}}",
            # A relative path would make a second database wherever dbt happens to run.
            **{f"models/m{i}.sql": f"select {i} as n" for i in range(COUNT)},
            # Its name begins another one's, and its folder is called like a model.
            "models/m1/m1x.sql": "select -1 as n",
        }
    )
    temporary = made.root / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    asked = {f"mart/m{i}" for i in range(COUNT - 5)}
    ran = made.run(*asked)
    assert ran.success, ran.message
    assert ran.made == asked
    tables = made.rows("select count(*) from duckdb_views() where schema_name = 'mart'")
    assert tables == [(COUNT - 5,)]
    assert list(temporary.iterdir()) == []
    databases = [p.name for p in made.root.rglob("*.duckdb")]
    assert databases == ["warehouse.duckdb"]
