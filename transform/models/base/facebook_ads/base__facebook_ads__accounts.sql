with source as (

    select * from {{ source('facebook_ads', 'account_history') }}

),

latest as (

    select
        -- ids
        id as account_id,

        -- attributes
        name as account,
        currency

    from source
    where id is not null
    qualify row_number() over (partition by id order by _fivetran_synced desc) = 1

)

select * from latest
