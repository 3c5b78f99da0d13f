-- Orders come in all day, receipts at night: orders after the last receipt wait. An order up to
-- that day without a receipt is a hole in the revenue: a receipt file is missing.
{{ config(meta={'dagster': {'ref': {'name': 'int__shop__order_values'}}}) }}

with orders as (

    select * from {{ ref('base__shop__orders') }}

),

order_values as (

    select * from {{ ref('int__shop__order_values') }}

)

select
    orders.ordered_on,
    count(*) as orders_without_receipt

from orders
left join order_values on orders.order_id = order_values.order_id
where
    order_values.order_id is null
    and orders.ordered_on <= (select max(arrived.ordered_on) from order_values as arrived)
group by orders.ordered_on
