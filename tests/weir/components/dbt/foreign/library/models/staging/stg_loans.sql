select loan_id, book_id, member_id, lent_on, returned_on,
    {{ kit.whole_days('lent_on', 'returned_on') }} as days
from {{ ref('loans') }}
