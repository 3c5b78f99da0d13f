-- Features that were not computed since the data moved on would describe customers of another day.
{{ config(meta={'dagster': {'ref': {'name': 'mrt__customer__health'}}}) }}

with buyers as (

    select distinct household_id from {{ ref('int__shop__order_values') }}

),

health as (

    select * from {{ ref('mrt__customer__health') }}

),

calendar as (

    select * from {{ ref('int__calendar__as_of') }}

)

select
    coalesce(buyers.household_id, health.household_id) as household_id,
    health.as_of,
    calendar.as_of as present_day

from buyers
full outer join health on buyers.household_id = health.household_id
cross join calendar
where
    buyers.household_id is null
    or health.household_id is null
    or health.as_of != calendar.as_of
