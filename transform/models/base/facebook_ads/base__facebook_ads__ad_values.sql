with source as (

    select * from {{ source('facebook_ads', 'basic_ad_action_values') }}

),

cleaned as (

    select
        -- ids
        cast(ad_id as bigint) as ad_id,

        -- attributes
        action_type,
        index as action_index,

        -- days
        date as date_day,

        -- numbers
        value as conversion_value

    from source
    where not coalesce(_fivetran_deleted, false)

)

select * from cleaned
