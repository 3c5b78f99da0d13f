with department_orders as (

    select * from {{ ref('int__shop__department_orders') }}

),

final as (

    select
        -- ids
        department,

        -- days
        month,

        -- money
        {{ dollars('sum(net_cents)') }} as revenue_usd,
        {{ dollars('sum(promoted_cents)') }} as promoted_revenue_usd,

        -- numbers
        count(*) as orders

    from department_orders
    group by
        department,
        month

)

select * from final
