with stats as (

    select * from {{ ref('base__facebook_ads__ad_stats') }}

),

action_values as (

    select * from {{ ref('base__facebook_ads__ad_values') }}

),

ads as (

    select * from {{ ref('base__facebook_ads__ads') }}

),

accounts as (

    select * from {{ ref('base__facebook_ads__accounts') }}

),

rates as (

    select * from {{ ref('int__fx__usd_rates') }}

),

-- the platform reports a purchase under several names ("purchase", "omni_purchase", …)
purchases as (

    select
        ad_id,
        date_day,
        sum(conversion_value) as conversion_value

    from action_values
    where action_type in ('offsite_conversion.fb_pixel_purchase', 'onsite_conversion.purchase')
    group by
        ad_id,
        date_day

),

in_dollars as (

    select
        stats.date_day,
        ads.campaign_id,
        stats.clicks,
        stats.impressions,
        rates.valid_from as rate_date,
        {{ cents('stats.spend', 'rates.usd_per_unit') }} as spend_cents,
        {{ cents('coalesce(purchases.conversion_value, 0)', 'rates.usd_per_unit') }}
            as platform_value_cents

    from stats
    left join ads on stats.ad_id = ads.ad_id
    left join accounts on stats.account_id = accounts.account_id
    left join purchases
        on
            stats.ad_id = purchases.ad_id
            and stats.date_day = purchases.date_day
    left join rates
        on
            accounts.currency = rates.currency
            and stats.date_day >= rates.valid_from
            and stats.date_day < rates.valid_until

),

by_day as (

    select
        -- ids
        campaign_id,

        -- days
        date_day,
        min(rate_date) as rate_date,

        -- numbers
        cast(sum(clicks) as bigint) as clicks,
        cast(sum(impressions) as bigint) as impressions,
        cast(sum(spend_cents) as bigint) as spend_cents,
        cast(sum(platform_value_cents) as bigint) as platform_value_cents

    from in_dollars
    group by
        campaign_id,
        date_day

)

select * from by_day
