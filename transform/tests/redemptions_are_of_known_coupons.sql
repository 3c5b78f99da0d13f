-- A redemption of a coupon that its campaign doesn't have, or by nobody, can't be credited.
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
    redemptions.campaign_id,
    redemptions.household_id

from {{ ref('base__loyalty__redemptions') }} as redemptions
left join coupons
    on
        redemptions.coupon_upc = coupons.coupon_upc
        and redemptions.campaign_id = coupons.campaign_id
left join {{ ref('base__shop__households') }} as households
    on redemptions.household_id = households.household_id
where coupons.coupon_upc is null or households.household_id is null
