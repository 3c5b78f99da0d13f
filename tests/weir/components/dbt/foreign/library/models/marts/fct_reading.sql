{{ config(alias='reading_by_book') }} select title, sum(days) as days, count(*) as loans from {{ ref('fct_loans') }} group by 1
