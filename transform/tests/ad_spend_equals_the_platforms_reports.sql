-- By another way: from the loaded reports, each row at its day's rate, rounded to the cent.
{{ config(meta={'dagster': {'ref': {'name': 'mrt__marketing__daily_spend'}}}) }}

with reported as (

    select
        'Google Ads' as channel,
        stats.date as date_day,
        accounts.currency,
        stats.cost_micros / 1000000 as spend

    from {{ source('google_ads', 'campaign_stats') }} as stats
    left join {{ ref('base__google_ads__accounts') }} as accounts
        on stats.customer_id = accounts.account_id
    where not coalesce(stats._fivetran_deleted, false)

    union all

    select
        'Meta Ads' as channel,
        stats.date as date_day,
        accounts.currency,
        stats.spend

    from {{ source('facebook_ads', 'basic_ad') }} as stats
    left join {{ ref('base__facebook_ads__accounts') }} as accounts
        on stats.account_id = accounts.account_id
    where not coalesce(stats._fivetran_deleted, false)

),

rates as (

    select
        rate_date,
        currency,
        rate

    from {{ source('ecb', 'rates') }}

    union all

    select distinct
        rate_date,
        'EUR' as currency,
        1.0 as rate

    from {{ source('ecb', 'rates') }}

),

last_rates as (

    select
        days.date_day,
        days.currency,
        max(rates.rate_date) as rate_date

    from (
        select distinct
            date_day,
            currency
        from reported
    ) as days
    left join rates on days.currency = rates.currency and days.date_day >= rates.rate_date
    group by
        days.date_day,
        days.currency

),

expected as (

    select
        reported.channel,
        reported.date_day,
        sum(round(reported.spend * (dollars.rate / rates.rate) * 100)) as spend_cents

    from reported
    left join last_rates
        on reported.date_day = last_rates.date_day and reported.currency = last_rates.currency
    left join rates
        on last_rates.rate_date = rates.rate_date and last_rates.currency = rates.currency
    left join rates as dollars
        on last_rates.rate_date = dollars.rate_date and dollars.currency = 'USD'
    group by
        reported.channel,
        reported.date_day

),

actual as (

    select * from {{ ref('mrt__marketing__daily_spend') }}

)

select
    coalesce(actual.channel, expected.channel) as channel,
    coalesce(actual.date_day, expected.date_day) as date_day,
    actual.spend_usd,
    expected.spend_cents

from actual
full outer join expected
    on actual.channel = expected.channel and actual.date_day = expected.date_day
where
    actual.channel is null
    or expected.channel is null
    or expected.spend_cents is null
    or round(actual.spend_usd * 100) != expected.spend_cents
