with google as (

    select * from {{ ref('int__google_ads__clicks') }}

),

meta as (

    select * from {{ ref('int__meta_ads__impressions') }}

),

campaign_days as (

    select
        date_day,
        'Google Ads' as channel,
        spend_cents,
        clicks,
        impressions,
        conversions,
        platform_value_cents

    from google

    union all

    select
        date_day,
        'Meta Ads' as channel,
        spend_cents,
        clicks,
        impressions,
        -- only the value of Meta's purchases is synced, not their number
        cast(null as numeric) as conversions,
        platform_value_cents

    from meta

),

by_channel as (

    select
        -- ids
        channel,

        -- days
        date_day,
        {{ month_of('date_day') }} as month,

        -- numbers
        cast(sum(spend_cents) as bigint) as spend_cents,
        cast(sum(clicks) as bigint) as clicks,
        cast(sum(impressions) as bigint) as impressions,
        -- fractions: the sum of floats depends on the order of their rows
        round(sum(conversions), 6) as conversions,
        cast(sum(platform_value_cents) as bigint) as platform_value_cents

    from campaign_days
    group by
        channel,
        date_day

)

select * from by_channel
