with source as (

    select * from {{ source('shop', 'households') }}

),

cleaned as (

    select
        -- ids
        household_id,
        lower(trim(email)) as email,

        -- attributes
        age,
        income,
        home_ownership,
        marital_status,
        household_size,
        household_comp,
        kids_count,

        -- times
        {{ utc('created_at') }} as created_at,
        {{ utc('updated_at') }} as updated_at

    from source

)

select * from cleaned
