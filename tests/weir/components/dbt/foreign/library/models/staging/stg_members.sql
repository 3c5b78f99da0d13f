{{ config(meta={'dagster': {'owners': ['front.desk@example.com'], 'colour': 'red'}}) }}
select member_id, joined_on from {{ source('crm', 'members') }}
