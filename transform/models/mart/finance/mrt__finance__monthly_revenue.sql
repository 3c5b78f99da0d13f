with orders as (

    select * from {{ ref('int__shop__order_values') }}

),

ad_days as (

    select * from {{ ref('int__marketing__channel_days') }}

),

calendar as (

    select * from {{ ref('int__calendar__as_of') }}

),

sales as (

    select
        month,
        count(*) as orders,
        count(distinct household_id) as buyers,
        sum(net_cents) as net_cents,
        sum(shelf_cents) as shelf_cents,
        sum(loyalty_discount_cents) as loyalty_discount_cents,
        sum(coupon_match_cents) as coupon_match_cents,
        sum(coupon_cents) as coupon_cents

    from orders
    group by month

),

ads as (

    select
        month,
        sum(spend_cents) as spend_cents

    from ad_days
    group by month

),

final as (

    select
        -- days
        sales.month,
        {{ month_of('calendar.as_of') }} > sales.month as is_complete,

        -- money
        {{ dollars('sales.net_cents') }} as revenue__total_usd,
        {{ dollars('sales.shelf_cents') }} as shelf_value_usd,
        {{ dollars('sales.loyalty_discount_cents') }} as loyalty_discount_usd,
        {{ dollars('sales.coupon_match_cents') }} as coupon_match_usd,
        {{ dollars('sales.coupon_cents') }} as coupon_usd,
        {{ dollars('coalesce(ads.spend_cents, 0)') }} as ad_spend_usd,

        -- numbers
        sales.orders,
        sales.buyers

    from sales
    cross join calendar
    left join ads on sales.month = ads.month

)

select * from final
