with rfm as (

    select * from {{ source('features', 'ftr__customer__rfm') }}

),

fatigue as (

    select * from {{ source('features', 'ftr__customer__fatigue') }}

),

churn as (

    select * from {{ source('features', 'ftr__customer__churn') }}

),

-- the registry is appended to: a version that is trained again stands in it twice
model_versions as (

    select
        version,
        max(trained_as_of) as trained_as_of

    from {{ source('ml', 'model_versions') }}
    group by version

),

households as (

    select * from {{ ref('base__shop__households') }}

),

customers as (

    select
        rfm.*,
        households.age,
        households.income,
        coalesce(fatigue.sends_90d, 0) as sends_90d,
        coalesce(fatigue.redemptions_90d, 0) as redemptions_90d,
        churn.churn_probability,
        churn.model_version,
        model_versions.trained_as_of as model_trained_as_of

    from rfm
    left join households on rfm.household_id = households.household_id
    left join fatigue
        on
            rfm.household_id = fatigue.household_id
            and rfm.as_of = fatigue.as_of
    left join churn
        on
            rfm.household_id = churn.household_id
            and rfm.as_of = churn.as_of
    left join model_versions on churn.model_version = model_versions.version

),

final as (

    select
        -- ids
        household_id,

        -- days
        as_of,

        -- attributes
        age,
        income,
        segment,
        r_score,
        f_score,
        m_score,

        -- purchases
        recency_days,
        frequency,
        orders_90d,
        {{ dollars('monetary_cents') }} as monetary_usd,
        {{ dollars('monetary_90d_cents') }} as monetary_90d_usd,

        -- campaigns
        sends_90d,
        redemptions_90d,
        sends_90d >= 3 and redemptions_90d = 0 as is_fatigued,

        -- churn
        churn_probability,
        case
            when churn_probability >= 0.4 then 'high'
            when churn_probability >= 0.15 then 'medium'
            when churn_probability is not null then 'low'
        end as churn_band,
        model_version,
        model_trained_as_of

    from customers

)

select * from final
