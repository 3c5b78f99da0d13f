"""The files of the shop, the small dbt project of most tests."""

PROFILE = """
weir:
  target: duckdb
  outputs:
    duckdb:
      type: duckdb
      path: "{{ env_var('WEIR_DUCKDB_PATH') }}"
      schema: main
      threads: 2
"""

SCHEMA_MACRO = """
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ env_var('WEIR_DATASET_PREFIX', '') }}{{ custom_schema_name or target.schema }}
{%- endmacro %}
"""

SHOP = {
    "dbt_project.yml": """
name: shop
profile: weir
flags: {send_anonymous_usage_stats: false}
vars: {minimum: 1, unread: 1}
models:
  shop:
    base: {+schema: base, +materialized: view}
    int: {+schema: int, +materialized: ephemeral}
    mart: {+schema: mart, +materialized: table}
seeds: {shop: {+schema: base}}
""",
    "profiles.yml": PROFILE,
    "macros/schema.sql": SCHEMA_MACRO,
    "macros/money.sql": """
{% macro usd(column) %}{{ adapter.dispatch('usd')(column) }}{% endmacro %}
{% macro default__usd(column) %}cast({{ column }} / 100.0 as decimal(18, 2)){% endmacro %}
""",
    "seeds/base__regions.csv": "region,name\n1,north\n2,south\n3,west\n",
    "models/sources.yml": """
sources:
  - name: till
    schema: "{{ env_var('WEIR_DATASET_PREFIX', '') }}raw"
    tables:
      - name: receipts
        identifier: orders
        columns:
          - name: order_id
            data_tests: [not_null]
          - name: cents
            data_tests:
              - not_null: {config: {severity: warn}}
      - name: customers
""",
    "models/base/base__orders.sql": """
-- receipts above the minimum
select order_id, customer_id, cents from {{ source('till', 'receipts') }}
where coalesce(cents, 1) >= {{ var('minimum') }}
""",
    "models/base/base__customers.sql": "select customer_id from {{ source('till', 'customers') }}",
    "models/base/base.yml": """
models:
  - name: base__orders
    columns:
      - name: customer_id
        data_tests:
          - relationships: {arguments: {to: ref('base__customers'), field: customer_id}}
""",
    "models/int/int__paid.sql": "select * from {{ ref('base__orders') }} where cents is not null",
    "models/mart/mrt__sales.sql": """
{{ config(alias='sales', contract={'enforced': true}) }}
select cast(customer_id as integer) as customer_id, {{ usd('sum(cents)') }} as usd
from {{ ref('int__paid') }} group by 1
""",
    "models/mart/mrt__people.sql": "select customer_id from {{ ref('base__customers') }}",
    "models/mart/mrt__ranking.sql": """
select usd, row_number() over (order by usd desc) as rank from {{ ref('mrt__sales') }}
""",
    "models/mart/mrt__log.sql": """
{{ config(materialized='incremental', incremental_strategy='append') }}
select count(*) as people from {{ ref('mrt__people') }}
""",
    "models/mart/mart.yml": """
models:
  - name: mrt__sales
    description: Revenue per customer.
    config:
      meta:
        dagster:
          owners: [team:finance, cfo@example.com]
          group: money
          tags: {tier: gold}
          freshness_policy: {fail_window: 6h}
          automation_condition: {when: on_upstream_change, cooldown: 10m}
      tags: [daily, "with space"]
    columns:
      - {name: customer_id, data_type: integer, description: Who., constraints: [{type: not_null}]}
      - name: usd
        data_type: "decimal(18,2)"
        data_tests:
          - not_null
          - dbt_utils_like: {arguments: {least: 0}}
  - name: mrt__people
    config: {meta: {dagster: {allow_empty: true, freshness_policy: {maximum_lag_minutes: 90}}}}
    columns:
      - name: customer_id
        data_tests: [unique]
  - name: mrt__ranking
    data_tests:
      - no_gaps: {name: ranks_have_no_gaps, arguments: {column: rank}}
unit_tests:
  - name: cents_become_dollars
    model: mrt__sales
    given:
      - input: ref('int__paid')
        format: sql
        rows: select 1 as customer_id, 250 as cents union all select 1, 50
    expect: {rows: [{customer_id: 1, usd: 3.00}]}
""",
    "tests/generic/generic.sql": """
{% test dbt_utils_like(model, column_name, least) %}
select * from {{ model }} where {{ column_name }} < {{ least }}
{% endtest %}
{% test no_gaps(model, column) %}
select 1 from {{ model }} having count(*) != coalesce(max({{ column }}), 0)
{% endtest %}
""",
    "tests/every_sale_has_a_rank.sql": """
select 1 from {{ ref('mrt__sales') }} s
full join {{ ref('mrt__ranking') }} r using (usd) where s.usd is null or r.usd is null
""",
    "tests/every_buyer_is_known.sql": """
{{ config(meta={'dagster': {'ref': {'name': 'mrt__people'}}}) }}
select s.customer_id from {{ ref('mrt__sales') }} s
anti join {{ ref('mrt__people') }} p using (customer_id)
""",
}
