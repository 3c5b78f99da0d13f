with rates as (

    select * from {{ ref('base__ecb__rates') }}

),

dollars as (

    select
        rate_date,
        units_per_euro as dollars_per_euro

    from rates
    where currency = 'USD'

),

-- the ECB lists every currency against the euro, and so not the euro itself
currencies as (

    select
        currency,
        rate_date,
        units_per_euro

    from rates

    union all

    select
        'EUR' as currency,
        rate_date,
        1.0 as units_per_euro

    from dollars

),

-- no rate is published on weekends and holidays: the last one holds until the next
valid as (

    select
        -- ids
        currencies.currency,

        -- days
        currencies.rate_date as valid_from,
        coalesce(
            lead(currencies.rate_date) over (
                partition by currencies.currency order by currencies.rate_date
            ),
            date '9999-12-31'
        ) as valid_until,

        -- numbers
        dollars.dollars_per_euro / currencies.units_per_euro as usd_per_unit

    from currencies
    inner join dollars on currencies.rate_date = dollars.rate_date

)

select * from valid
