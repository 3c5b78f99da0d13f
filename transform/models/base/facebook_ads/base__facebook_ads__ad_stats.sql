with source as (

    select * from {{ source('facebook_ads', 'basic_ad') }}

),

cleaned as (

    select
        -- ids: reports carry them as text, histories as numbers
        cast(ad_id as bigint) as ad_id,
        account_id,

        -- days
        date as date_day,

        -- numbers
        impressions,
        inline_link_clicks as clicks,
        spend

    from source
    where not coalesce(_fivetran_deleted, false)

)

select * from cleaned
