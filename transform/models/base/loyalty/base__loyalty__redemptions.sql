with source as (

    select * from {{ source('loyalty', 'redemptions') }}

),

cleaned as (

    select
        -- ids
        redemption_id,
        household_id,
        coupon_upc,
        campaign_id,

        -- days
        {{ local_date('redeemed_at') }} as redeemed_on

    from source

)

select * from cleaned
