"""The records of the loyalty system, and the day from which each of them is shown.

The data has days only: campaigns are published at 9:00 New York time of their first day and sent
at 10:00, coupons are redeemed at noon; so a day in New York is the day of the data.
"""

import duckdb

from sandbox.database import transaction
from sandbox.receipts import household, opened, source, utc
from sandbox.world import World

PUBLISHED_AT = utc("start_date + interval 9 hours")
SENT_AT = utc("start_date + interval 10 hours")
REDEEMED_AT = utc("redemption_date + interval 12 hours")

SCHEMA = (
    """create table if not exists records (
        resource text not null, position integer not null, day text not null,
        changed_at text not null, body text not null, primary key (resource, position)
    ) without rowid""",
    # Without it, every question of what changed would read all records' JSON.
    "create index if not exists records_changes on records (resource, day, changed_at)",
)
# Day, time of change and JSON of each record, in the order of the ids. Households' copies get the
# same letters and redeem the same coupons on the same days: a campaign's window is one for all.
RECORDS = {
    "campaigns": """
        select start_date, {published_at}, {{
            'campaign_id': campaign_id, 'campaign_type': campaign_type,
            'start_date': strftime(start_date, '%Y-%m-%d'),
            'end_date': strftime(end_date, '%Y-%m-%d'), 'updated_at': {published}}}
        from {campaign_descriptions} order by start_date, campaign_id""",
    "sends": """
        select start_date, {sent_at}, {{
            'send_id': campaign_id || '-' || {copied}, 'campaign_id': campaign_id,
            'household_id': {copied}, 'sent_at': {sent}}}
        from {campaigns} join {campaign_descriptions} using (campaign_id), {copies}
        order by start_date, campaign_id, {copied}""",
    "coupons": """
        select start_date, {published_at}, {{
            'coupon_upc': coupon_upc, 'product_id': product_id, 'campaign_id': campaign_id}}
        from {coupons} join {campaign_descriptions} using (campaign_id)
        order by start_date, campaign_id, coupon_upc, product_id""",
    "redemptions": """
        select redemption_date, {redeemed_at}, {{
            'redemption_id': row_number() over (order by {redemption_order}),
            'household_id': {copied}, 'coupon_upc': coupon_upc, 'campaign_id': campaign_id,
            'redeemed_at': {redeemed}}}
        from {coupon_redemptions}, {copies} order by {redemption_order}""",
}
PACKAGE = ("campaign_descriptions", "campaigns", "coupons", "coupon_redemptions")


def expose(world: World) -> None:
    """Fill the system's database; what it shows of it follows the clock by itself."""
    if world.reached("loyalty") is None:
        with opened() as data, transaction(world.database("loyalty")) as system:
            for statement in SCHEMA:
                system.execute(statement)
            system.execute("delete from records")  # of a first start that was killed
            for resource in RECORDS:
                rows = [
                    (resource, position, *row)
                    for position, row in enumerate(_read(data, resource, world.scale), 1)
                ]
                system.executemany("insert into records values (?, ?, ?, ?, ?)", rows)
    if world.reached("loyalty") != world.clock:
        world.reach("loyalty", world.clock)


def _read(data: duckdb.DuckDBPyConnection, resource: str, scale: int) -> list[tuple[str, str, str]]:
    """Day, time of change and JSON of each record of a resource."""
    copied = household("household_id", "copy")
    query = RECORDS[resource].format(
        published_at=PUBLISHED_AT,
        sent_at=SENT_AT,
        redeemed_at=REDEEMED_AT,
        published=_text(PUBLISHED_AT),
        sent=_text(SENT_AT),
        redeemed=_text(REDEEMED_AT),
        copied=copied,
        copies=f"range({scale}) as copies(copy)",
        redemption_order=f"redemption_date, {copied}, coupon_upc, campaign_id",
        **{table: source(table) for table in PACKAGE},
    )
    return data.execute(
        f"select strftime(day, '%Y-%m-%d'), {_text('changed_at')}, to_json(body) "
        f"from ({query}) as records(day, changed_at, body)"
    ).fetchall()


def _text(moment: str) -> str:
    return f"strftime({moment}, '%Y-%m-%dT%H:%M:%SZ')"
