with source as (

    select * from {{ source('circulars', 'placements') }}

),

cleaned as (

    select
        -- ids
        store_id,
        product_id,

        -- days
        week_start,

        -- attributes: the plan writes 0 where a product is in only one of the two
        nullif(display_location, '0') as display_location,
        nullif(mailer_location, '0') as mailer_location

    from source

)

select * from cleaned
