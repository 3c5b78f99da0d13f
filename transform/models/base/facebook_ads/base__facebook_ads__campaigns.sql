with source as (

    select * from {{ source('facebook_ads', 'campaign_history') }}

),

latest as (

    select
        -- ids
        id as campaign_id,
        account_id,

        -- attributes
        name as campaign,
        status

    from source
    where id is not null
    qualify row_number() over (
        partition by id order by updated_time desc, _fivetran_synced desc
    ) = 1

)

select * from latest
