-- Pinned to the cent against the data package, and the year's total with them. It only warns: an
-- order that someone deletes in the sandbox is no reason to hold back the finance page.
{{
    config(
        severity='warn',
        meta={'dagster': {'ref': {'name': 'mrt__finance__monthly_revenue'}}},
    )
}}

{%- set pinned = {
    '2017-01-01': '373300.23',
    '2017-02-01': '350055.08',
    '2017-03-01': '379997.84',
    '2017-04-01': '373254.44',
    '2017-05-01': '401629.29',
    '2017-06-01': '373171.32',
    '2017-07-01': '397091.05',
    '2017-08-01': '384426.12',
    '2017-09-01': '367557.87',
    '2017-10-01': '387808.68',
    '2017-11-01': '386027.21',
    '2017-12-01': '421720.45',
} %}

with pinned as (

    {%- for month, revenue in pinned.items() %}

    select
        date '{{ month }}' as month,
        cast({{ revenue }} as numeric(18, 2)) as revenue_usd
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

actual as (

    select * from {{ ref('mrt__finance__monthly_revenue') }}

),

calendar as (

    select * from {{ ref('int__calendar__as_of') }}

),

-- true of the households as they are, not of the copies that scaling adds
scale as (

    select max(household_id) <= 2500 as is_one from {{ ref('base__shop__households') }}

),

months as (

    select
        cast(pinned.month as string) as period,
        pinned.revenue_usd as pinned_usd,
        actual.revenue__total_usd as actual_usd

    from pinned
    inner join calendar on pinned.month < {{ month_of('calendar.as_of') }}
    left join actual on pinned.month = actual.month and actual.is_complete

),

the_year as (

    select
        'year' as period,
        cast(4596039.58 as numeric(18, 2)) as pinned_usd,
        (select sum(actual.revenue__total_usd) from actual) as actual_usd

    from calendar
    where as_of >= date '2018-01-01'

),

periods as (

    select * from months

    union all

    select * from the_year

)

select periods.*
from periods
cross join scale
where
    scale.is_one
    and (periods.actual_usd is null or periods.actual_usd != periods.pinned_usd)
