"""Campaign fatigue on the real campaigns."""

from tests.ml_features.loading import Declarations

from weir.warehouse.duckdb import DuckDBWarehouse


def test_every_customer_is_there_and_events_are_counted_once(
    declarations: Declarations, year: DuckDBWarehouse
) -> None:
    with year.session("test") as session:
        session.replace_table(("features", "fatigue"), declarations.select("fatigue", year))
        sends, redemptions = session.rows(
            "select count(*) filter (event = 'send'), count(*) filter (event = 'redemption') "
            "from int.int__loyalty__events join int.int__calendar__as_of on occurred_on < as_of"
        )[0]
        assert session.rows(
            "select count(*), sum(sends_total), sum(redemptions_total), "
            "count(*) filter (sends_total = 0), count(*) filter (days_since_send is null) "
            "from features.fatigue"
        ) == [(2469, sends, redemptions, 910, 910)]
        assert (sends, redemptions) == (6589, 2102)
