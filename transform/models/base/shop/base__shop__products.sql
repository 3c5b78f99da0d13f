with source as (

    select * from {{ source('shop', 'products') }}

),

cleaned as (

    select
        -- ids
        product_id,
        manufacturer_id,

        -- attributes
        department,
        brand,
        product_category,
        product_type,
        package_size,

        -- times
        {{ utc('updated_at') }} as updated_at

    from source

)

select * from cleaned
