{#-
  dbt-duckdb 1.11 refuses BigQuery's dictionary form of `partition_by` ("must be a list of strings
  or a string"), which a model that serves both engines carries. A DuckDB table has no partitions.
-#}
{% macro duckdb__get_partitioned_by(relation, temporary) -%}
    {{ return(none) }}
{%- endmacro %}
