-- Small marts of the contract's shape, the same on every machine: a year to 2017-11-30.
create schema if not exists mart;
create schema if not exists "int";

create or replace table "int".int__calendar__as_of as select date '2017-12-01' as as_of;

create or replace table mart.mrt__finance__monthly_revenue as
select
  cast(month as date) as month,
  (330000 + 9000 * i + 17 * (i * 7919 % 1009))::numeric(18, 2) as revenue__total_usd,
  (11000 + 240 * i + i * 7919 % 211)::int as orders,
  (1800 + 11 * i)::int as buyers,
  (400000 + 9800 * i)::numeric(18, 2) as shelf_value_usd,
  (58000 + 900 * i)::numeric(18, 2) as loyalty_discount_usd,
  (1900 + 31 * i)::numeric(18, 2) as coupon_match_usd,
  (2100 + 77 * i)::numeric(18, 2) as coupon_usd,
  (15000 + 600 * i)::numeric(18, 2) as ad_spend_usd
from (
  select (date '2017-01-01' + to_months(i::int)) as month, i from range(11) as t(i)
);

create or replace table mart.mrt__finance__department_revenue as
select
  m.month, d.department,
  (m.revenue__total_usd * d.part)::numeric(18, 2) as revenue_usd,
  (m.orders * d.part)::int as orders
from mart.mrt__finance__monthly_revenue as m
cross join (
  values ('GROCERY', 0.5), ('DRUG GM', 0.13), ('PRODUCE', 0.08), ('MEAT', 0.07),
  ('MEAT-PCKGD', 0.05), ('DELI', 0.04), ('PASTRY', 0.03), ('FUEL', 0.03), ('FLORAL', 0.02),
  ('NUTRITION', 0.02), ('SEAFOOD-PCKGD', 0.02), ('COSMETICS', 0.01)
) as d(department, part);

create or replace table mart.mrt__marketing__daily_spend as
select
  day::date as date_day, channel,
  (rate * (260 + 90 * sin(i / 9.0) + 60 * sin(i / 1.1)))::numeric(18, 4) as spend_usd,
  (rate * (420 + 120 * sin(i / 9.0)))::bigint as clicks,
  (rate * (21000 + 5000 * sin(i / 9.0)))::bigint as impressions,
  rate * (17 + 5 * sin(i / 9.0)) as conversions,
  (rate * (1400 + 300 * sin(i / 13.0)))::numeric(18, 4) as platform_value_usd
from (select date '2017-01-01' + to_days(i::int) as day, i from range(334) as t(i))
cross join (values ('Google Ads', 1.4), ('Meta Ads', 0.9)) as c(channel, rate);

create or replace table mart.mrt__marketing__campaign_performance as
select
  date_trunc('month', s.date_day)::date as month, s.channel,
  (c.id + if(s.channel = 'Meta Ads', 100, 0))::bigint as campaign_id,
  c.name || if(s.channel = 'Meta Ads', ' (social)', '') as campaign,
  sum(s.spend_usd * c.part)::numeric(18, 2) as spend,
  sum(s.clicks * c.part)::bigint as clicks,
  sum(s.impressions * c.part)::bigint as impressions,
  sum(s.conversions * c.part) as conversions,
  sum(s.platform_value_usd * c.part * c.lift)::numeric(18, 2) as platform_value_usd
from mart.mrt__marketing__daily_spend as s
cross join (
  values (1, 'Brand search', 0.34, 1.4), (2, 'Weekly offers', 0.26, 1.1),
  (3, 'Fresh produce', 0.18, 0.9), (4, 'Household', 0.12, 0.8), (5, 'Seasonal', 0.1, 0.6)
) as c(id, name, part, lift)
group by all;

create or replace table mart.mrt__marketing__channel_return as
select
  date_trunc('month', date_day)::date as month, channel,
  sum(spend_usd)::numeric(18, 2) as spend_usd,
  sum(platform_value_usd)::numeric(18, 2) as platform_value_usd,
  (sum(platform_value_usd) * 0.45)::numeric(18, 2) as attributed_value_usd,
  (sum(spend_usd) * 1.21)::numeric(18, 2) as adstocked_spend_usd
from mart.mrt__marketing__daily_spend group by all;

create or replace table mart.mrt__customer__health as
select
  i::bigint as household_id, date '2017-12-01' as as_of,
  case i % 6 when 0 then 'Champions' when 1 then 'Loyal' when 2 then 'Promising'
    when 3 then 'At risk' when 4 then 'Asleep' else 'New' end as segment,
  1 + i % 5 as r_score, 1 + i * 7 % 5 as f_score, 1 + i * 3 % 5 as m_score,
  (i * 37 % 180)::int as recency_days, (3 + i * 13 % 120)::int as frequency,
  (40 + i * 977 % 9000)::numeric(18, 2) as monetary_usd,
  (i * 311 % 1400)::numeric(18, 2) as monetary_90d_usd,
  (i % 19)::int as orders_90d, (i % 8)::int as sends_90d, (i % 3)::int as redemptions_90d,
  (i % 8 >= 3 and i % 3 = 0) as is_fatigued,
  (i * 37 % 180) / 200.0 as churn_probability, '2017-11-01.1' as model_version, date '2017-11-01' as model_trained_as_of,
  case when i * 37 % 180 > 120 then 'high' when i * 37 % 180 > 50 then 'medium' else 'low' end
    as churn_band
from range(1, 601) as t(i);

create or replace table mart.mrt__customer__audiences as
select
  audience, 'w' || household_id as weir_customer_id, household_id || '@example.com' as email,
  segment, churn_band
from mart.mrt__customer__health
cross join (values ('win_back'), ('suppress_fatigued'), ('champions')) as a(audience)
where (audience = 'win_back' and churn_band = 'high')
  or (audience = 'suppress_fatigued' and is_fatigued)
  or (audience = 'champions' and segment = 'Champions');
