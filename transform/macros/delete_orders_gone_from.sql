{#-
  Orders that the shop deleted vanish from their source, so no incremental batch can name them.
-#}
{% macro delete_orders_gone_from(orders) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where order_id not in (select order_id from {{ ref(orders) }})
    {%- endif -%}
{%- endmacro %}
