select d.member_id from {{ ref('member_days') }} as d
anti join {{ ref('stg_members') }} as m using (member_id)
