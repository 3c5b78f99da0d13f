"""A dbt project whose tables are divided by day and region, by region, and by day."""

DAYS = "{start: 2026-01-01, end: 2026-01-06}"
REGIONS = "[emea, amer, apac]"

EXACTLY = """
{% macro quoted(values) %}'{{ values | join("', '") }}'{% endmacro %}

{% macro these_regions() %}region in ({{ quoted(var('region')) }}){% endmacro %}

{% macro these_days() %}
  day >= '{{ var('min_date') }}' and day < '{{ var('max_date') }}'
{% endmacro %}

{% macro delete_where(condition) %}
  {% if is_incremental() %}delete from {{ this }} where {{ condition }}{% endif %}
{% endmacro %}
"""

SALES = """
{{ config(incremental_predicates=[these_regions()]) }}
select day, region, id, cents, now() as made_at from {{ ref('base__sales') }}
where {{ these_regions() }}
"""

BY_VARS = """
{{ config(pre_hook="{{ delete_where(these_days() ~ ' and ' ~ these_regions()) }}") }}
select day, region, id, cents, now() as made_at from {{ ref('base__sales') }}
where {{ these_days() }} and {{ these_regions() }}
"""

OF_REGION = """
{{ config(pre_hook="{{ delete_where(these_regions()) }}") }}
select region, count(*) as lines, sum(cents)::bigint as cents, now() as made_at
from {{ ref('sales') }} where {{ these_regions() }} group by 1
"""

OF_DAY = """
{{ config(pre_hook="{{ delete_where(these_days()) }}") }}
select day, count(*) as lines, sum(cents)::bigint as cents, now() as made_at
from {{ ref('sales') }} where {{ these_days() }} group by 1
"""

MODELS = f"""
models:
  - name: base__sales
    config: {{schema: base, materialized: view, event_time: day}}
  - name: sales
    config:
      incremental_strategy: microbatch
      on_schema_change: append_new_columns
      event_time: day
      batch_size: day
      begin: 2026-01-01
      lookback: 0
      meta: {{dagster: {{partitions: {{daily: {DAYS}, static: {{region: {REGIONS}}}}}}}}}
    columns: [{{name: id, data_tests: [unique]}}]
  - name: sales_by_vars
    config:
      incremental_strategy: append
      on_schema_change: append_new_columns
      meta:
        dagster:
          partitions:
            daily: {DAYS}
            static: {{region: {REGIONS}}}
            vars: {{start: min_date, end: max_date}}
  - name: of_region
    config:
      incremental_strategy: append
      on_schema_change: append_new_columns
      meta: {{dagster: {{partitions: {{static: {{region: {REGIONS}}}}}}}}}
  - name: of_day
    config:
      incremental_strategy: append
      on_schema_change: append_new_columns
      meta:
        dagster: {{partitions: {{daily: {DAYS}, vars: {{start: min_date, end: max_date}}}}}}
  - name: total
    config: {{materialized: table}}
"""

FILES = {
    "dbt_project.yml": f"""
name: shop
profile: weir
flags: {{send_anonymous_usage_stats: false}}
vars: {{region: {REGIONS}, min_date: 2026-01-01, max_date: 2026-01-06}}
models: {{shop: {{+schema: mart, +materialized: incremental}}}}
""",
    "macros/exactly.sql": EXACTLY,
    "models/sources.yml": "sources: [{name: raw, tables: [{name: sales}]}]",
    "models/base__sales.sql": "select * from {{ source('raw', 'sales') }}",
    "models/sales.sql": SALES,
    "models/sales_by_vars.sql": BY_VARS,
    "models/of_region.sql": OF_REGION,
    "models/of_day.sql": OF_DAY,
    "models/total.sql": "select sum(cents)::bigint as cents from {{ ref('of_region') }}",
    "models/models.yml": MODELS,
}
