-- net_revenue
SELECT
  SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END) AS net_revenue_last_month,
  (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.revenue__total_usd END)), 0) - 1 AS net_revenue_change
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue;

-- orders
SELECT
  SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.orders END) AS orders_last_month,
  (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.orders END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.orders END)), 0) - 1 AS orders_change
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue;

-- average_order
SELECT
  (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.orders END)), 0) AS average_order_last_month,
  ((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.orders END)), 0))
      / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.orders END)), 0), 0) - 1 AS average_order_change
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue;

-- discount_rate
SELECT
  (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.loyalty_discount_usd + monthly_revenue.coupon_match_usd END))
      / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) + (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.loyalty_discount_usd + monthly_revenue.coupon_match_usd END)), 0) AS discount_rate_last_month,
  ((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.loyalty_discount_usd + monthly_revenue.coupon_match_usd END))
      / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) + (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.loyalty_discount_usd + monthly_revenue.coupon_match_usd END)), 0))
      / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.loyalty_discount_usd + monthly_revenue.coupon_match_usd END))
        / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.revenue__total_usd END)) + (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.loyalty_discount_usd + monthly_revenue.coupon_match_usd END)), 0), 0) - 1 AS discount_rate_change
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue;

-- ad_spend
SELECT
  SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.ad_spend_usd END) AS ad_spend_last_month,
  (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.ad_spend_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.ad_spend_usd END)), 0) - 1 AS ad_spend_change
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue;

-- revenue_per_ad_dollar
SELECT
  (SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.ad_spend_usd END)), 0) AS revenue_per_ad_dollar_last_month,
  ((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-11-01' AND monthly_revenue.month < DATE '2017-12-01' THEN monthly_revenue.ad_spend_usd END)), 0))
      / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.revenue__total_usd END)) / NULLIF((SUM(CASE WHEN monthly_revenue.month >= DATE '2017-10-01' AND monthly_revenue.month < DATE '2017-11-01' THEN monthly_revenue.ad_spend_usd END)), 0), 0) - 1 AS revenue_per_ad_dollar_change
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue;

-- price_parts
SELECT
  CAST(DATE_TRUNC(monthly_revenue.month, MONTH) AS DATE) AS revenue_month,
  SUM(monthly_revenue.revenue__total_usd) AS net_revenue,
  SUM(monthly_revenue.loyalty_discount_usd) AS loyalty_discount,
  SUM(monthly_revenue.coupon_match_usd) AS coupon_match
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue
WHERE monthly_revenue.month >= DATE '2016-12-01' AND monthly_revenue.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 1 ASC;

-- departments
SELECT
  department_revenue.department AS department,
  SUM(department_revenue.revenue_usd) AS revenue
FROM mart.mrt__finance__department_revenue AS department_revenue
WHERE department_revenue.month >= DATE '2016-12-01' AND department_revenue.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 10;

-- weekly_spend
SELECT
  CAST(DATE_TRUNC(daily_spend.date_day, WEEK(MONDAY)) AS DATE) AS spend_week,
  daily_spend.channel AS channel,
  SUM(daily_spend.spend_usd) AS spend
FROM mart.mrt__marketing__daily_spend AS daily_spend
WHERE daily_spend.date_day >= DATE '2017-05-29' AND daily_spend.date_day < DATE '2017-11-27'
GROUP BY 1, 2
ORDER BY 1 ASC, 2;

-- return_of_ads
SELECT
  CAST(DATE_TRUNC(channel_return.month, MONTH) AS DATE) AS spend_month,
  SUM(channel_return.platform_value_usd) AS claimed_value,
  SUM(channel_return.attributed_value_usd) AS attributed_value,
  SUM(channel_return.spend_usd) AS spend
FROM mart.mrt__marketing__channel_return AS channel_return
WHERE (channel_return.channel <> 'Loyalty' OR channel_return.channel IS NULL)
  AND channel_return.month >= DATE '2016-12-01' AND channel_return.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 1 ASC;

-- months
SELECT
  CAST(DATE_TRUNC(monthly_revenue.month, MONTH) AS DATE) AS revenue_month,
  SUM(monthly_revenue.revenue__total_usd) AS net_revenue,
  SUM(monthly_revenue.orders) AS orders,
  SUM(monthly_revenue.buyers) AS buyers,
  (SUM(monthly_revenue.revenue__total_usd)) / NULLIF((SUM(monthly_revenue.orders)), 0) AS average_order,
  ((SUM(monthly_revenue.loyalty_discount_usd)) + (SUM(monthly_revenue.coupon_match_usd)))
      / NULLIF((SUM(monthly_revenue.revenue__total_usd)) + (SUM(monthly_revenue.loyalty_discount_usd)) + (SUM(monthly_revenue.coupon_match_usd)), 0) AS discount_rate,
  SUM(monthly_revenue.ad_spend_usd) AS ad_spend,
  (SUM(monthly_revenue.revenue__total_usd)) / NULLIF((SUM(monthly_revenue.ad_spend_usd)), 0) AS revenue_per_ad_dollar
FROM mart.mrt__finance__monthly_revenue AS monthly_revenue
WHERE monthly_revenue.month >= DATE '2016-12-01' AND monthly_revenue.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 1 DESC;
