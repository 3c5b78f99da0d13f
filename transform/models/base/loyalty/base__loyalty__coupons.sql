with source as (

    select * from {{ source('loyalty', 'coupons') }}

),

cleaned as (

    -- the API lists some coupons twice; joined as they are, a redemption would count double
    select distinct
        -- ids
        coupon_upc,
        campaign_id,
        product_id

    from source

)

select * from cleaned
