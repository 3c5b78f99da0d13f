with source as (

    select * from {{ source('loyalty', 'sends') }}

),

cleaned as (

    select
        -- ids
        send_id,
        campaign_id,
        household_id,

        -- days
        {{ local_date('sent_at') }} as sent_on

    from source

)

select * from cleaned
