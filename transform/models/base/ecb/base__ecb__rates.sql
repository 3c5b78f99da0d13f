with source as (

    select * from {{ source('ecb', 'rates') }}

),

cleaned as (

    select
        -- ids
        currency,

        -- days
        rate_date,

        -- numbers
        rate as units_per_euro

    from source
    where rate is not null

)

select * from cleaned
