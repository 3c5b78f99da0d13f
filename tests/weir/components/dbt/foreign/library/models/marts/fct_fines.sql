{{ config(enabled=false) }} select * from {{ ref('never_written') }}
