-- A join to products or placements that matches twice would count goods twice.
{{ config(meta={'dagster': {'ref': {'name': 'mrt__finance__department_revenue'}}}) }}

with departments as (

    select
        month,
        sum(revenue_usd) as revenue_usd

    from {{ ref('mrt__finance__department_revenue') }}
    group by month

),

months as (

    select * from {{ ref('mrt__finance__monthly_revenue') }}

)

select
    coalesce(departments.month, months.month) as month,
    departments.revenue_usd,
    months.revenue__total_usd

from departments
full outer join months on departments.month = months.month
where
    departments.month is null
    or months.month is null
    or departments.revenue_usd != months.revenue__total_usd
