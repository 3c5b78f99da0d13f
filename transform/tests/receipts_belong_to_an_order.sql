-- Lines of an order that the shop deleted stay in the tills' files, and are not counted.
{{
    config(
        severity='warn',
        meta={'dagster': {'ref': {'name': 'base__pos__order_lines'}}},
    )
}}

select
    lines.business_date,
    count(distinct lines.order_id) as receipts_without_order

from {{ ref('base__pos__order_lines') }} as lines
left join {{ ref('base__shop__orders') }} as orders on lines.order_id = orders.order_id
where orders.order_id is null
group by lines.business_date
