{{ config(meta={'dagster': {'ref': {'name': 'mrt__marketing__campaign_performance'}}}) }}

with campaigns as (

    select
        month,
        channel,
        sum(spend) as spend_usd,
        sum(platform_value_usd) as platform_value_usd,
        sum(clicks) as clicks,
        sum(impressions) as impressions

    from {{ ref('mrt__marketing__campaign_performance') }}
    group by
        month,
        channel

),

days as (

    select
        {{ month_of('date_day') }} as month,
        channel,
        sum(spend_usd) as spend_usd,
        sum(platform_value_usd) as platform_value_usd,
        sum(clicks) as clicks,
        sum(impressions) as impressions

    from {{ ref('mrt__marketing__daily_spend') }}
    group by
        {{ month_of('date_day') }},
        channel

)

select
    coalesce(campaigns.month, days.month) as month,
    coalesce(campaigns.channel, days.channel) as channel,
    campaigns.spend_usd as campaigns_usd,
    days.spend_usd as days_usd

from campaigns
full outer join days on campaigns.month = days.month and campaigns.channel = days.channel
where
    campaigns.month is null
    or days.month is null
    or campaigns.spend_usd != days.spend_usd
    or campaigns.platform_value_usd != days.platform_value_usd
    or campaigns.clicks != days.clicks
    or campaigns.impressions != days.impressions
