with orders as (

    select * from {{ ref('int__shop__order_values') }}

),

as_of as (

    select max(ordered_on) + 1 as as_of from orders

)

select * from as_of
