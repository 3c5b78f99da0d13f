-- An order's values are the sums of its receipt's lines, which are also the shop's own total.
-- Fails where a receipt is incomplete, and where an old receipt was restated after its order was
-- read; `--full-refresh` cures the latter.
{{ config(meta={'dagster': {'ref': {'name': 'int__shop__order_values'}}}) }}

with orders as (

    select * from {{ ref('base__shop__orders') }}

),

receipts as (

    select
        order_id,
        count(*) as line_count,
        sum(sales_cents) as net_cents,
        sum(retail_discount_cents) as loyalty_discount_cents,
        sum(coupon_match_discount_cents) as coupon_match_cents,
        sum(coupon_discount_cents) as coupon_cents

    from {{ ref('base__pos__order_lines') }}
    group by order_id

),

order_values as (

    select * from {{ ref('int__shop__order_values') }}

)

select
    order_values.order_id,
    orders.total_cents,
    receipts.net_cents as receipt_cents,
    order_values.net_cents

from order_values
left join orders on order_values.order_id = orders.order_id
left join receipts on order_values.order_id = receipts.order_id
where
    orders.order_id is null
    or receipts.order_id is null
    or orders.total_cents != receipts.net_cents
    or orders.line_count != receipts.line_count
    or order_values.net_cents != receipts.net_cents
    or order_values.loyalty_discount_cents != receipts.loyalty_discount_cents
    or order_values.coupon_match_cents != receipts.coupon_match_cents
    or order_values.coupon_cents != receipts.coupon_cents
