with redemptions as (

    select * from {{ ref('base__loyalty__redemptions') }}

),

coupons as (

    select * from {{ ref('base__loyalty__coupons') }}

),

campaigns as (

    select * from {{ ref('base__loyalty__campaigns') }}

),

orders as (

    select * from {{ ref('int__shop__order_values') }}

),

lines as (

    select * from {{ ref('base__pos__order_lines') }}

),

-- the loyalty system knows the day of a redemption, not the order
candidates as (

    select
        redemptions.redemption_id,
        redemptions.coupon_upc,
        redemptions.campaign_id,
        orders.order_id,
        orders.net_cents,
        orders.coupon_cents + orders.coupon_match_cents > 0 as used_a_coupon

    from redemptions
    inner join orders
        on
            redemptions.household_id = orders.household_id
            and redemptions.redeemed_on = orders.ordered_on

),

covered as (

    select distinct
        candidates.redemption_id,
        candidates.order_id

    from candidates
    inner join lines on candidates.order_id = lines.order_id
    inner join coupons
        on
            candidates.coupon_upc = coupons.coupon_upc
            and candidates.campaign_id = coupons.campaign_id
            and lines.product_id = coupons.product_id

),

-- best evidence first: a product of the coupon was bought, some coupon was used, it is the
-- largest order of that day
credited as (

    select
        candidates.redemption_id,
        candidates.campaign_id,
        candidates.order_id

    from candidates
    left join covered
        on
            candidates.redemption_id = covered.redemption_id
            and candidates.order_id = covered.order_id
    where candidates.order_id is not null
    qualify row_number() over (
        partition by candidates.redemption_id
        order by
            case when covered.order_id is not null then 0 else 1 end asc,
            case when candidates.used_a_coupon then 0 else 1 end asc,
            candidates.net_cents desc,
            candidates.order_id asc
    ) = 1

),

-- an order counts once, for the campaign that started last, however many coupons were used in it
attributed as (

    select
        credited.order_id,
        credited.campaign_id

    from credited
    left join campaigns on credited.campaign_id = campaigns.campaign_id
    where credited.order_id is not null
    qualify row_number() over (
        partition by credited.order_id
        order by campaigns.start_date desc, credited.campaign_id desc
    ) = 1

),

final as (

    select
        -- ids
        attributed.order_id,
        attributed.campaign_id,
        orders.household_id,

        -- days
        orders.ordered_on,
        orders.month,

        -- numbers
        orders.net_cents,
        orders.coupon_match_cents

    from attributed
    inner join orders on attributed.order_id = orders.order_id

)

select * from final
