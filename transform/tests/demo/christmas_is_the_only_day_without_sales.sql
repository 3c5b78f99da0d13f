-- The demo's first copy of the households; copies that scaling adds are moved by whole weeks.
{{ config(meta={'dagster': {'ref': {'name': 'int__shop__order_values'}}}) }}

with days as (

    select distinct ordered_on
    from {{ ref('int__shop__order_values') }}
    where household_id <= 2500

),

neighbours as (

    select
        ordered_on,
        lead(ordered_on) over (order by ordered_on) as next_on

    from days

),

gaps as (

    select
        'no sales after this day' as finding,
        ordered_on

    from neighbours
    where next_on > ordered_on + 1 and ordered_on != date '2017-12-24'

    union all

    select
        'sales on Christmas' as finding,
        ordered_on

    from days
    where ordered_on = date '2017-12-25'

    union all

    select
        'the year does not begin on its first day' as finding,
        min(ordered_on) as ordered_on

    from days
    having min(ordered_on) != date '2017-01-01'

)

select * from gaps
