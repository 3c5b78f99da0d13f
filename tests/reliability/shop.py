"""The shop's database with two orders."""

TABLES = """
create table orders (order_id bigint, household_id bigint, store_id bigint,
  ordered_at timestamp, total_cents bigint, line_count bigint, updated_at timestamp,
  deleted_at timestamp);
create table products (product_id bigint primary key, manufacturer_id bigint, department varchar,
  brand varchar, product_category varchar, product_type varchar, package_size varchar,
  updated_at timestamp);
create table households (household_id bigint primary key, email varchar, age varchar,
  income varchar, home_ownership varchar, marital_status varchar, household_size varchar,
  household_comp varchar, kids_count varchar, created_at timestamp, updated_at timestamp);
insert into products values (5, 1, 'DELI', 'P', 'HAM', null, null, '2017-01-01 05:00:00.000000');
insert into households (household_id, email, created_at, updated_at) values
  (7, 'a@example.com', '2017-01-01 12:00:00.000000', '2017-01-01 12:00:00.000000');
"""


def order(number: int, hour: int, cents: int = 100) -> str:
    """The statement that adds an order of 2017-01-02."""
    at = f"2017-01-02 {hour:02}:00:00.000000"
    return (
        "insert into orders (order_id, household_id, store_id, ordered_at, total_cents, "
        f"line_count, updated_at) values ({number}, 7, 3, '{at}', {cents}, 1, '{at}')"
    )
