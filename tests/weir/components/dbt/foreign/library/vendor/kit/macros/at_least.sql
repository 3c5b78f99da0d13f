{% test at_least(model, column_name, least) %}
select * from {{ model }} where {{ column_name }} < {{ least }}
{% endtest %}

{% macro whole_days(from_column, to_column) %}
{{ return(adapter.dispatch('whole_days', 'kit')(from_column, to_column)) }}
{% endmacro %}
{% macro default__whole_days(from_column, to_column) %}
date_diff('day', {{ from_column }}, {{ to_column }})
{% endmacro %}
