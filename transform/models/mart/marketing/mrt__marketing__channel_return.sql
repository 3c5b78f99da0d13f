with ad_days as (

    select * from {{ ref('int__marketing__channel_days') }}

),

accepted_claims as (

    select * from {{ ref('base__finance__accepted_claims') }}

),

adstock as (

    select * from {{ source('features', 'ftr__marketing__adstock') }}

),

loyalty_orders as (

    select * from {{ ref('int__marketing__attributed_orders') }}

),

-- a share holds until the channel's next one
shares as (

    select
        channel,
        accepted_share,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by channel order by valid_from), date '9999-12-31'
        ) as valid_until

    from accepted_claims

),

ads as (

    select
        ad_days.month,
        ad_days.channel,
        ad_days.spend_cents,
        ad_days.platform_value_cents,
        cast(
            round(ad_days.platform_value_cents * shares.accepted_share) as bigint
        ) as attributed_cents,
        adstock.adstocked_spend_usd

    from ad_days
    left join shares
        on
            ad_days.channel = shares.channel
            and ad_days.date_day >= shares.valid_from
            and ad_days.date_day < shares.valid_until
    left join adstock
        on
            ad_days.channel = adstock.channel
            and ad_days.date_day = adstock.date_day

),

-- the shop bears the coupon match; coupons themselves are paid by the manufacturers
loyalty as (

    select
        month,
        'Loyalty' as channel,
        coupon_match_cents as spend_cents,
        0 as platform_value_cents,
        net_cents as attributed_cents,
        cast(null as numeric) as adstocked_spend_usd

    from loyalty_orders

),

channels as (

    select * from ads

    union all

    select * from loyalty

),

final as (

    select
        -- ids
        channel,

        -- days
        month,

        -- money
        {{ dollars('sum(spend_cents)') }} as spend_usd,
        {{ dollars('sum(platform_value_cents)') }} as platform_value_usd,
        -- a day whose share is missing would be left out of the sum unseen
        case
            when count(*) = count(attributed_cents) then {{ dollars('sum(attributed_cents)') }}
        end as attributed_value_usd,
        cast(sum(adstocked_spend_usd) as numeric(18, 2)) as adstocked_spend_usd

    from channels
    group by
        channel,
        month

)

select * from final
