-- A redemption of a coupon that its campaign doesn't have can't be credited by its product.
{{ config(meta={'dagster': {'ref': {'name': 'base__loyalty__redemptions'}}}) }}

with coupons as (

    select distinct
        coupon_upc,
        campaign_id

    from {{ ref('base__loyalty__coupons') }}

)

select
    redemptions.redemption_id,
    redemptions.coupon_upc,
    redemptions.campaign_id

from {{ ref('base__loyalty__redemptions') }} as redemptions
left join coupons
    on
        redemptions.coupon_upc = coupons.coupon_upc
        and redemptions.campaign_id = coupons.campaign_id
where coupons.coupon_upc is null
