{{
    config(
        partition_by={'field': 'month', 'data_type': 'date', 'granularity': 'month'},
    )
}}

with orders as (

    select * from {{ ref('int__shop__order_values') }}

),

lines as (

    select * from {{ ref('base__pos__order_lines') }}

),

products as (

    select * from {{ ref('int__shop__product_history') }}

),

placements as (

    select * from {{ ref('base__circulars__placements') }}

),

-- a product's first known version also stands for the time before it
product_versions as (

    select
        product_id,
        department,
        case
            when row_number() over (partition by product_id order by dbt_valid_from) = 1
                then date '1900-01-01'
            else {{ local_date('dbt_valid_from') }}
        end as valid_from,
        coalesce({{ local_date('dbt_valid_to') }}, date '9999-12-31') as valid_until

    from products

),

sold as (

    select
        orders.order_id,
        orders.store_id,
        orders.ordered_on,
        orders.month,
        lines.product_id,
        lines.sales_cents,
        coalesce(product_versions.department, 'Unknown') as department

    from orders
    inner join lines on orders.order_id = lines.order_id
    left join product_versions
        on
            lines.product_id = product_versions.product_id
            and orders.ordered_on >= product_versions.valid_from
            and orders.ordered_on < product_versions.valid_until

),

-- distinct: a product can be planned twice in a week, on display and in the mailer
promoted as (

    select distinct
        sold.order_id,
        sold.product_id

    from sold
    inner join placements
        on
            sold.store_id = placements.store_id
            and sold.product_id = placements.product_id
            and sold.ordered_on >= placements.week_start
            and sold.ordered_on < placements.week_start + 7

),

by_department as (

    select
        -- ids
        sold.order_id,
        sold.department,

        -- days
        sold.month,

        -- numbers
        cast(sum(sold.sales_cents) as bigint) as net_cents,
        cast(
            sum(case when promoted.order_id is not null then sold.sales_cents else 0 end) as bigint
        ) as promoted_cents

    from sold
    left join promoted
        on
            sold.order_id = promoted.order_id
            and sold.product_id = promoted.product_id
    group by
        sold.order_id,
        sold.department,
        sold.month

)

select * from by_department
