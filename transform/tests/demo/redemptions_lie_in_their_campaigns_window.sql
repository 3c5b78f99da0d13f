{{ config(meta={'dagster': {'ref': {'name': 'base__loyalty__redemptions'}}}) }}

select
    redemptions.redemption_id,
    redemptions.redeemed_on,
    campaigns.start_date,
    campaigns.end_date

from {{ ref('base__loyalty__redemptions') }} as redemptions
left join {{ ref('base__loyalty__campaigns') }} as campaigns
    on redemptions.campaign_id = campaigns.campaign_id
where
    redemptions.household_id <= 2500 -- the first copy of the households, at any scale
    and not coalesce(
        redemptions.redeemed_on between campaigns.start_date and campaigns.end_date, false
    )
