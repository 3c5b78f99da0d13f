{% macro note(what) %}insert into {{ target.schema }}.run_log select now(), '{{ what }}'{% endmacro %}
