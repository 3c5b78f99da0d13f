select book_id, title, pages from {{ ref('books') }}
