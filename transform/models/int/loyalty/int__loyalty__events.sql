with sends as (

    select * from {{ ref('base__loyalty__sends') }}

),

redemptions as (

    select * from {{ ref('base__loyalty__redemptions') }}

),

events as (

    select
        'send-' || send_id as event_id,
        household_id,
        campaign_id,
        'send' as event,
        sent_on as occurred_on

    from sends

    union all

    select
        'redemption-' || cast(redemption_id as string) as event_id,
        household_id,
        campaign_id,
        'redemption' as event,
        redeemed_on as occurred_on

    from redemptions

)

select * from events
