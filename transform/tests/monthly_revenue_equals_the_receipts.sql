-- By another way: the tills' own business dates, no order's time and no time zone in between.
{{ config(meta={'dagster': {'ref': {'name': 'mrt__finance__monthly_revenue'}}}) }}

with receipts as (

    select
        {{ month_of('lines.business_date') }} as month,
        count(distinct lines.order_id) as orders,
        sum(lines.sales_cents) as net_cents,
        sum(lines.retail_discount_cents) as loyalty_discount_cents,
        sum(lines.coupon_match_discount_cents) as coupon_match_cents,
        sum(lines.coupon_discount_cents) as coupon_cents

    from {{ ref('base__pos__order_lines') }} as lines
    inner join {{ ref('base__shop__orders') }} as orders on lines.order_id = orders.order_id
    group by {{ month_of('lines.business_date') }}

),

revenue as (

    select * from {{ ref('mrt__finance__monthly_revenue') }}

)

select
    coalesce(revenue.month, receipts.month) as month,
    revenue.revenue__total_usd,
    receipts.net_cents

from revenue
full outer join receipts on revenue.month = receipts.month
where
    revenue.month is null
    or receipts.month is null
    or revenue.orders != receipts.orders
    or revenue.revenue__total_usd * 100 != receipts.net_cents
    or revenue.loyalty_discount_usd * 100 != receipts.loyalty_discount_cents
    or revenue.coupon_match_usd * 100 != receipts.coupon_match_cents
    or revenue.coupon_usd * 100 != receipts.coupon_cents
