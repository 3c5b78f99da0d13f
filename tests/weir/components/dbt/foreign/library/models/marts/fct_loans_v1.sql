select loan_id, book_id, member_id from {{ ref('stg_loans') }}
