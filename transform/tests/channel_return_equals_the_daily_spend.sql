{{ config(meta={'dagster': {'ref': {'name': 'mrt__marketing__channel_return'}}}) }}

with returned as (

    select * from {{ ref('mrt__marketing__channel_return') }}
    where channel != 'Loyalty'

),

days as (

    select
        {{ month_of('date_day') }} as month,
        channel,
        sum(spend_usd) as spend_usd,
        sum(platform_value_usd) as platform_value_usd

    from {{ ref('mrt__marketing__daily_spend') }}
    group by
        {{ month_of('date_day') }},
        channel

)

select
    coalesce(returned.month, days.month) as month,
    coalesce(returned.channel, days.channel) as channel,
    returned.spend_usd as returned_usd,
    days.spend_usd as days_usd

from returned
full outer join days on returned.month = days.month and returned.channel = days.channel
where
    returned.month is null
    or days.month is null
    or returned.spend_usd != days.spend_usd
    or returned.platform_value_usd != days.platform_value_usd
    or returned.attributed_value_usd > returned.platform_value_usd
