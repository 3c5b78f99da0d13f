with source as (

    select * from {{ source('google_ads', 'campaign_stats') }}

),

cleaned as (

    select
        -- ids
        _fivetran_id as stat_id,
        customer_id as account_id,
        id as campaign_id,

        -- attributes
        ad_network_type,
        device,

        -- days
        date as date_day,

        -- numbers
        clicks,
        impressions,
        cost_micros / 1000000 as spend,
        conversions,
        conversions_value as conversion_value

    from source
    where not coalesce(_fivetran_deleted, false)

)

select * from cleaned
