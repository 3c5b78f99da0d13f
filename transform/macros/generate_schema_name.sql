{#- The one place where a dataset's name is made: the environment's prefix and the dataset. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var('WEIR_DATASET_PREFIX', '') ~ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
