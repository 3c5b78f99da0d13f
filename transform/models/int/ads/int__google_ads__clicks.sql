with stats as (

    select * from {{ ref('base__google_ads__campaign_stats') }}

),

accounts as (

    select * from {{ ref('base__google_ads__accounts') }}

),

rates as (

    select * from {{ ref('int__fx__usd_rates') }}

),

in_dollars as (

    select
        stats.date_day,
        stats.campaign_id,
        stats.clicks,
        stats.impressions,
        stats.conversions,
        rates.valid_from as rate_date,
        {{ cents('stats.spend', 'rates.usd_per_unit') }} as spend_cents,
        {{ cents('stats.conversion_value', 'rates.usd_per_unit') }} as platform_value_cents

    from stats
    left join accounts on stats.account_id = accounts.account_id
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
        -- fractions: the sum of floats depends on the order of their rows
        round(sum(conversions), 6) as conversions,
        cast(sum(spend_cents) as bigint) as spend_cents,
        cast(sum(platform_value_cents) as bigint) as platform_value_cents

    from in_dollars
    group by
        campaign_id,
        date_day

)

select * from by_day
