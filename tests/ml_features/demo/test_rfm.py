"""RFM scores on the real customers."""

from tests.ml_features.loading import Declarations

from weir.warehouse.duckdb import DuckDBWarehouse


def test_customers_who_tie_keep_their_score_whatever_the_order_of_rows(
    declarations: Declarations, year: DuckDBWarehouse
) -> None:
    sql = declarations.select("rfm", year)
    with year.session("test") as session:
        session.replace_table(("test", "one"), sql)
        session.replace_table(
            ("int", "int__shop__order_values"),
            "select * from int.int__shop__order_values order by hash(order_id + 17)",
        )
        session.replace_table(("test", "two"), sql)
        ties = session.rows("select count(*) - count(distinct frequency) from test.one")[0][0]
        assert ties > 2000, "the test is about ties"
        assert session.rows("from test.one except all from test.two") == []


def test_measures_equal_direct_sql(declarations: Declarations, year: DuckDBWarehouse) -> None:
    with year.session("test") as session:
        session.replace_table(("features", "rfm"), declarations.select("rfm", year))
        assert session.rows(
            "select count(*), sum(frequency), sum(monetary_cents), min(recency_days), "
            "min(r_score), max(r_score) from features.rfm"
        ) == [(2469, 155_848, 459_603_958, 1, 1, 5)]
        wrong = session.rows(
            "select household_id from features.rfm join ("
            "  select household_id,"
            "    date_diff('day', max(ordered_on), date '2018-01-01') as recency,"
            "    date_diff('day', min(ordered_on), date '2018-01-01') as tenure,"
            "    count(*) filter (ordered_on >= date '2017-12-02') as month,"
            "    count(*) filter (ordered_on >= date '2017-10-03') as quarter,"
            "    sum(net_cents) filter (ordered_on >= date '2017-10-03') as cents"
            "  from int.int__shop__order_values group by 1"
            ") using (household_id) where (recency_days, tenure_days, orders_30d, orders_90d,"
            "  monetary_90d_cents) is distinct from (recency, tenure, month, quarter,"
            "  coalesce(cents, 0))"
        )
        assert wrong == []
        sizes = session.rows("select m_score, count(*) from features.rfm group by 1 order by 1")
        assert [count for _, count in sizes] == [494, 494, 494, 494, 493]
