select c.customer_id, c.name, coalesce(sum(o.amount), 0) as spent
from {{ ref('stg_customers') }} as c
left join {{ ref('orders') }} as o using (customer_id)
group by 1, 2
