"""Names and types that loaders and models declare: a change here breaks them elsewhere."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from sandbox import systems
from sandbox.loyalty import TOKEN
from sandbox.world import World

TEXTS = [
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
]
SHOP = {
    "orders": {
        **dict.fromkeys(["order_id", "household_id", "store_id"], "BIGINT"),
        "ordered_at": "TIMESTAMP",
        **dict.fromkeys(["total_cents", "line_count"], "BIGINT"),
        **dict.fromkeys(["updated_at", "deleted_at"], "TIMESTAMP"),
    },
    "products": {
        **dict.fromkeys(["product_id", "manufacturer_id"], "BIGINT"),
        **dict.fromkeys(
            ["department", "brand", "product_category", "product_type", "package_size"], "VARCHAR"
        ),
        "updated_at": "TIMESTAMP",
    },
    "households": {
        "household_id": "BIGINT",
        **dict.fromkeys(["email", *TEXTS], "VARCHAR"),
        **dict.fromkeys(["created_at", "updated_at"], "TIMESTAMP"),
    },
}
LINES = [
    *("order_id", "product_id", "quantity", "sales_cents", "retail_discount_cents"),
    *("coupon_discount_cents", "coupon_match_discount_cents"),
]
LOYALTY = {
    "campaigns": ["campaign_id", "campaign_type", "start_date", "end_date", "updated_at"],
    "sends": ["send_id", "campaign_id", "household_id", "sent_at"],
    "coupons": ["coupon_upc", "product_id", "campaign_id"],
    "redemptions": ["redemption_id", "household_id", "coupon_upc", "campaign_id", "redeemed_at"],
}


@pytest.mark.parametrize("table", SHOP)
def test_columns_of_the_shops_database(world: World, table: str) -> None:
    engine = sa.create_engine(systems.settings(world, "http://x")["SHOP_DATABASE_URL"])
    columns = sa.inspect(engine).get_columns(table)
    assert {column["name"]: str(column["type"]) for column in columns} == SHOP[table]
    engine.dispose()


def test_timestamps_of_the_shop_compare_as_the_cursor_of_a_loader_writes_them(
    world: World,
) -> None:
    engine = sa.create_engine(systems.settings(world, "http://x")["SHOP_DATABASE_URL"])
    orders = sa.Table("orders", sa.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        latest = connection.execute(sa.select(sa.func.max(orders.c.updated_at))).scalar_one()
        assert latest.tzinfo is None
        again = sa.select(orders.c.order_id).where(orders.c.updated_at >= latest)
        assert len(connection.execute(again).all()) == 1
        assert not connection.execute(again.where(orders.c.updated_at > latest)).all()
    engine.dispose()


def test_columns_of_the_receipt_files(world: World) -> None:
    path = world.landing / "pos/order_lines/order_lines_2017-01-02.parquet"
    schema = pq.read_schema(path)
    assert dict(zip(schema.names, schema.types, strict=True)) == {
        **dict.fromkeys(LINES, pa.int64()),
        "business_date": pa.date32(),
    }


def test_columns_of_the_circulars(world: World) -> None:
    schema = pq.read_schema(world.landing / "circulars/placements_2017-01-02.parquet")
    assert dict(zip(schema.names, schema.types, strict=True)) == {
        "week_start": pa.date32(),
        "store_id": pa.int64(),
        "product_id": pa.int64(),
        "display_location": pa.string(),
        "mailer_location": pa.string(),
    }


def test_the_rates_file_has_the_ecbs_own_form(world: World) -> None:
    header, first, *others = (world.landing / "ecb/eurofxref-hist.csv").read_text().splitlines()
    assert header.startswith("Date,USD,JPY,")
    assert header.endswith(",")
    assert first.startswith("2017-01-06,1.0589,")
    assert "N/A" in first
    assert others[-1].startswith("1999-01-04,")


@pytest.mark.parametrize("resource", LOYALTY)
def test_fields_of_the_loyalty_api(client: TestClient, world: World, resource: str) -> None:
    headers = {"Authorization": f"Bearer {world.secret(TOKEN)}"}
    answer = client.get(f"/loyalty/v1/{resource}", headers=headers).json()
    assert list(answer["data"][0]) == LOYALTY[resource]
    assert list(answer["meta"]) == ["next_cursor"]


def test_settings_name_everything_that_code_asks_for(world: World) -> None:
    named = systems.settings(world, "http://127.0.0.1:1")
    alerts = {name for name in named if name.startswith("ALERTS_")}
    assert "ALERTS_FINANCE" in alerts  # each team's; tests/repository/test_teams.py has the list
    assert sorted(named.keys() - alerts) == sorted(
        [
            *("SANDBOX_URL", "LANDING_URL", "SHOP_DATABASE_URL"),
            *("LOYALTY_API_URL", "LOYALTY_API_TOKEN", "CRM_API_URL", "CRM_API_TOKEN"),
            *("FIVETRAN_API_URL", "FIVETRAN_API_KEY", "FIVETRAN_API_SECRET"),
            *("FIVETRAN_GOOGLE_ADS_CONNECTION", "FIVETRAN_FACEBOOK_ADS_CONNECTION"),
        ]
    )
