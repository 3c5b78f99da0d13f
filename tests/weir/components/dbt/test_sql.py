"""Which changes of a query's text are changes of what it says."""

import pytest

from weir.components.dbt.sql import canonical

QUERY = "select a, 'it''s -- no comment' as b from {{ ref('x') }} where c = \"d /* e\""


@pytest.mark.parametrize(
    "same",
    [
        "SELECT".lower()
        + "  a,\n 'it''s -- no comment' as b\nfrom {{ ref('x') }} where c=\"d /* e\"",
        "-- why\n" + QUERY,
        QUERY + " -- it's said",
        QUERY.replace("from", "/* a 'note' */ from"),
        QUERY.replace("from", "{# {{ ref('y') }} -- #} from"),
    ],
)
def test_comments_and_layout_do_not_count(same: str) -> None:
    assert canonical(same, "duckdb") == canonical(QUERY, "duckdb")


@pytest.mark.parametrize(
    "other",
    [
        QUERY.replace("a,", "a + 1,"),
        QUERY.replace("-- no comment", "-- a comment"),
        QUERY.replace("/* e", "/* f"),
        QUERY.replace("ref('x')", "ref('y')"),
        QUERY.replace("it''s", "it''s  "),
        "select $$-- a$$",
    ],
)
def test_what_stands_in_quotes_counts(other: str) -> None:
    assert canonical(other, "duckdb") != canonical(QUERY, "duckdb")


def test_a_blank_between_words_counts() -> None:
    assert canonical("select a b", "duckdb") != canonical("select ab", "duckdb")


def test_a_backslash_escapes_a_quote_in_bigquery_only() -> None:
    one, two = r"select 'a\'--b'", r"select 'a\'--c'"
    assert canonical(one, "bigquery") != canonical(two, "bigquery")
    one, two = "select 'a\\' --b", "select 'a\\' --c"
    assert canonical(one, "duckdb") == canonical(two, "duckdb")
