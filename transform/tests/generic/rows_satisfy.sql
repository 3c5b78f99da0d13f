{#- Every row satisfies every condition; null counts as not satisfied. -#}
{% test rows_satisfy(model, conditions) %}
{%- for condition in conditions %}
select
    {{ dbt.string_literal(dbt.escape_single_quotes(condition)) }} as broken_condition,
    tested.*
from {{ model }} as tested
where not coalesce({{ condition }}, false)
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
