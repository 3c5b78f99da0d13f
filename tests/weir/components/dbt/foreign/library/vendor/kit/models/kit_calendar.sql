select day, weekday from {{ ref('kit_weekdays') }}
