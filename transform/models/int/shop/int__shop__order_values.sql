{{
    config(
        materialized='incremental',
        unique_key='order_id',
        incremental_strategy='merge' if target.type == 'bigquery' else 'delete+insert',
        on_schema_change='fail',
        partition_by={'field': 'ordered_on', 'data_type': 'date', 'granularity': 'month'},
        cluster_by=['household_id'],
        post_hook="{{ delete_orders_gone_from('base__shop__orders') }}",
    )
}}

with orders as (

    select * from {{ ref('base__shop__orders') }}

),

lines as (

    select * from {{ ref('base__pos__order_lines') }}

),

{% if is_incremental() %}

known as (

    select * from {{ this }}

),

-- the shop changes orders of any age, and a receipt file may come long after its orders
changed_orders as (

    select orders.*
    from orders
    left join known on orders.order_id = known.order_id
    where
        known.order_id is null
        or orders.updated_at != known.updated_at
        or orders.total_cents != known.net_cents
        or orders.line_count != known.line_count
        -- the tills restate discounts, that no total shows, for up to a week
        or orders.ordered_on > (select max(known.ordered_on) - 7 from known)

),

{% else %}

changed_orders as (

    select * from orders

),

{% endif %}

valued as (

    select
        -- ids
        changed_orders.order_id,
        changed_orders.household_id,
        changed_orders.store_id,

        -- days
        changed_orders.ordered_on,
        {{ month_of('changed_orders.ordered_on') }} as month,
        changed_orders.updated_at,

        -- numbers
        cast(sum(lines.sales_cents) as bigint) as net_cents,
        cast(
            sum(
                lines.sales_cents
                + lines.retail_discount_cents
                + lines.coupon_match_discount_cents
            ) as bigint
        ) as shelf_cents,
        cast(sum(lines.retail_discount_cents) as bigint) as loyalty_discount_cents,
        cast(sum(lines.coupon_match_discount_cents) as bigint) as coupon_match_cents,
        cast(sum(lines.coupon_discount_cents) as bigint) as coupon_cents,
        count(*) as line_count

    from changed_orders
    inner join lines on changed_orders.order_id = lines.order_id
    group by
        changed_orders.order_id,
        changed_orders.household_id,
        changed_orders.store_id,
        changed_orders.ordered_on,
        changed_orders.updated_at

)

select * from valued
