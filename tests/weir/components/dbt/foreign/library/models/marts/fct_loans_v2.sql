{{ config(post_hook="{{ note('fct_loans_v2') }}") }}
select l.loan_id, l.book_id, l.member_id, l.days, b.title
from {{ ref('stg_loans') }} as l join {{ ref('stg_books') }} as b using (book_id)
