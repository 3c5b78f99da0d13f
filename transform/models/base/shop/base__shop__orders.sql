with source as (

    select * from {{ source('shop', 'orders') }}

),

cleaned as (

    select
        -- ids
        order_id,
        household_id,
        store_id,

        -- times
        {{ utc('ordered_at') }} as ordered_at,
        {{ local_date('ordered_at') }} as ordered_on,
        {{ utc('updated_at') }} as updated_at,

        -- numbers
        total_cents,
        line_count

    from source
    where deleted_at is null

)

select * from cleaned
