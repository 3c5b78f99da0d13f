{{
    config(
        severity='warn',
        meta={'dagster': {'ref': {'name': 'int__marketing__attributed_orders'}}},
    )
}}

select
    redemptions.redemption_id,
    redemptions.household_id,
    redemptions.redeemed_on

from {{ ref('base__loyalty__redemptions') }} as redemptions
left join {{ ref('int__marketing__attributed_orders') }} as credited
    on
        redemptions.household_id = credited.household_id
        and redemptions.redeemed_on = credited.ordered_on
cross join {{ ref('int__calendar__as_of') }} as calendar
where
    credited.order_id is null
    and redemptions.redeemed_on < calendar.as_of
