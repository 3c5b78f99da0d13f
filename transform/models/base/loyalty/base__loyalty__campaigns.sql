with source as (

    select * from {{ source('loyalty', 'campaigns') }}

),

cleaned as (

    select
        -- ids
        campaign_id,

        -- attributes
        campaign_type,

        -- days
        start_date,
        end_date

    from source

)

select * from cleaned
