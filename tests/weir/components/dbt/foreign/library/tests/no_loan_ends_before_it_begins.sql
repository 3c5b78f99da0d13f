select * from {{ ref('stg_loans') }} where returned_on < lent_on
