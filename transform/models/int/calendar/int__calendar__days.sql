with orders as (

    select * from {{ ref('int__shop__order_values') }}

),

calendar as (

    select * from {{ ref('int__calendar__as_of') }}

),

span as (

    select
        calendar.as_of,
        min(orders.ordered_on) as first_on

    from orders
    cross join calendar
    group by calendar.as_of

),

days as (

    select cast(day as date) as date_day

    from span
    cross join {{ each_day('first_on', 'as_of') }}

)

select * from days
