with source as (

    select * from {{ source('google_ads', 'account_history') }}

),

latest as (

    select
        -- ids
        id as account_id,

        -- attributes
        descriptive_name as account,
        currency_code as currency

    from source
    where coalesce(_fivetran_active, true)
    qualify row_number() over (
        partition by id order by updated_at desc, _fivetran_synced desc
    ) = 1

)

select * from latest
