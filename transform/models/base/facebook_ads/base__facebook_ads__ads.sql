with source as (

    select * from {{ source('facebook_ads', 'ad_history') }}

),

latest as (

    select
        -- ids
        id as ad_id,
        campaign_id,

        -- attributes
        name as ad

    from source
    where id is not null
    qualify row_number() over (
        partition by id order by updated_time desc, _fivetran_synced desc
    ) = 1

)

select * from latest
