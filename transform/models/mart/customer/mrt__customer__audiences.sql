with customers as (

    select * from {{ ref('mrt__customer__health') }}

),

households as (

    select * from {{ ref('base__shop__households') }}

),

members as (

    -- likely to leave, and worth winning back
    select
        'win_back' as audience,
        household_id

    from customers
    where churn_band in ('high', 'medium') and m_score >= 2

    union all

    -- tired of us: nobody sends them a campaign
    select
        'suppress_fatigued' as audience,
        household_id

    from customers
    where is_fatigued

    union all

    -- who buys often and much; not the segment, which asks when the last visit was: two fifths of
    -- it are others a week later, and the CRM's users want a list that stands
    select
        'champions' as audience,
        household_id

    from customers
    where f_score >= 4 and m_score >= 4

),

final as (

    select
        -- ids
        members.audience,
        -- ours, stable, and tells the CRM nothing about the shop's numbering
        {{ dbt.hash("'household-' || cast(members.household_id as string)") }} as weir_customer_id,

        -- attributes
        households.email,
        customers.segment,
        customers.churn_band

    from members
    inner join customers on members.household_id = customers.household_id
    inner join households on members.household_id = households.household_id
    where households.email is not null

)

select * from final
