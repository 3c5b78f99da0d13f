with google as (

    select * from {{ ref('int__google_ads__clicks') }}

),

google_campaigns as (

    select * from {{ ref('base__google_ads__campaigns') }}

),

meta as (

    select * from {{ ref('int__meta_ads__impressions') }}

),

meta_campaigns as (

    select * from {{ ref('base__facebook_ads__campaigns') }}

),

campaign_days as (

    select
        google.date_day,
        'Google Ads' as channel,
        google.campaign_id,
        google_campaigns.campaign,
        google.spend_cents,
        google.clicks,
        google.impressions,
        google.conversions,
        google.platform_value_cents

    from google
    left join google_campaigns on google.campaign_id = google_campaigns.campaign_id

    union all

    select
        meta.date_day,
        'Meta Ads' as channel,
        meta.campaign_id,
        meta_campaigns.campaign,
        meta.spend_cents,
        meta.clicks,
        meta.impressions,
        -- only the value of Meta's purchases is synced, not their number
        cast(null as numeric) as conversions,
        meta.platform_value_cents

    from meta
    left join meta_campaigns on meta.campaign_id = meta_campaigns.campaign_id

),

final as (

    select
        -- ids
        channel,
        campaign_id,
        -- the present name: a renamed campaign stays one row
        coalesce(max(campaign), 'Unnamed campaign') as campaign,

        -- days
        {{ month_of('date_day') }} as month,

        -- money
        {{ dollars('sum(spend_cents)') }} as spend,
        {{ dollars('sum(platform_value_cents)') }} as platform_value_usd,

        -- numbers
        cast(sum(clicks) as bigint) as clicks,
        cast(sum(impressions) as bigint) as impressions,
        -- fractions: the sum of floats depends on the order of their rows
        round(sum(conversions), 6) as conversions

    from campaign_days
    group by
        channel,
        campaign_id,
        {{ month_of('date_day') }}

)

select * from final
