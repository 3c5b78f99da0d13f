with source as (

    select * from {{ source('pos', 'order_lines') }}

),

cleaned as (

    select
        -- ids
        order_id,
        product_id,

        -- days
        business_date,

        -- numbers
        quantity,
        sales_cents,
        retail_discount_cents,
        coupon_discount_cents,
        coupon_match_discount_cents

    from source

)

select * from cleaned
