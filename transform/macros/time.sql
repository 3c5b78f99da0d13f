{#-
  Loaders deliver naive UTC. DuckDB keeps it as TIMESTAMP, BigQuery as TIMESTAMP or DATETIME,
  whichever the loader chose; from base on it is TIMESTAMP in both.
-#}
{% macro utc(column) -%}
    {{ return(adapter.dispatch('utc')(column)) }}
{%- endmacro %}

{% macro default__utc(column) -%}
    cast({{ column }} as timestamp)
{%- endmacro %}

{% macro bigquery__utc(column) -%}
    timestamp({{ column }})
{%- endmacro %}

{#- The shop's calendar day of a moment in naive UTC. -#}
{% macro local_date(column) -%}
    {{ return(adapter.dispatch('local_date')(column)) }}
{%- endmacro %}

{% macro default__local_date(column) -%}
    cast(
        ({{ column }} at time zone 'UTC') at time zone '{{ var("time_zone") }}' as date
    )
{%- endmacro %}

{% macro bigquery__local_date(column) -%}
    date(timestamp({{ column }}), '{{ var("time_zone") }}')
{%- endmacro %}

{#- First day of a date's month, as DATE (dbt.date_trunc gives a TIMESTAMP on BigQuery). -#}
{% macro month_of(day) -%}
    {{ return(adapter.dispatch('month_of')(day)) }}
{%- endmacro %}

{% macro default__month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{% macro bigquery__month_of(day) -%}
    date_trunc({{ day }}, month)
{%- endmacro %}

{#- A table function: the days from `first` on, `until` not among them, in the column `day`. -#}
{% macro each_day(first, until) -%}
    {{ return(adapter.dispatch('each_day')(first, until)) }}
{%- endmacro %}

{% macro default__each_day(first, until) -%}
    unnest(range({{ first }}, {{ until }}, interval 1 day)) as each_day (day)
{%- endmacro %}

{% macro bigquery__each_day(first, until) -%}
    unnest(generate_date_array({{ first }}, {{ until }} - 1)) as day
{%- endmacro %}
