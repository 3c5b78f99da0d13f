with channel_days as (

    select * from {{ ref('int__marketing__channel_days') }}

),

final as (

    select
        -- ids
        channel,

        -- days
        date_day,

        -- money
        {{ dollars('spend_cents') }} as spend_usd,
        {{ dollars('platform_value_cents') }} as platform_value_usd,

        -- numbers
        clicks,
        impressions,
        conversions

    from channel_days

)

select * from final
