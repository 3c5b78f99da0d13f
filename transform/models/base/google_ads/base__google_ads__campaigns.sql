with source as (

    select * from {{ source('google_ads', 'campaign_history') }}

),

latest as (

    select
        -- ids
        id as campaign_id,
        customer_id as account_id,

        -- attributes
        name as campaign,
        advertising_channel_type,
        status

    from source
    where coalesce(_fivetran_active, true)
    qualify row_number() over (
        partition by id order by updated_at desc, _fivetran_synced desc
    ) = 1

)

select * from latest
