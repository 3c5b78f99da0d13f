-- spend
SELECT
  SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.spend_usd END) AS spend_28d,
  (SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.spend_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.spend_usd END)), 0) - 1 AS spend_change
FROM mart.mrt__marketing__daily_spend AS daily_spend;

-- clicks
SELECT
  SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.clicks END) AS clicks_28d,
  (SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.clicks END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.clicks END)), 0) - 1 AS clicks_change
FROM mart.mrt__marketing__daily_spend AS daily_spend;

-- click_rate
SELECT
  (SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.clicks END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.impressions END)), 0) AS click_rate_28d,
  ((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.clicks END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.impressions END)), 0))
      / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.clicks END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.impressions END)), 0), 0) - 1 AS click_rate_change
FROM mart.mrt__marketing__daily_spend AS daily_spend;

-- cost_per_click
SELECT
  (SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.spend_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.clicks END)), 0) AS cost_per_click_28d,
  ((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.spend_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.clicks END)), 0))
      / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.spend_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.clicks END)), 0), 0) - 1 AS cost_per_click_change
FROM mart.mrt__marketing__daily_spend AS daily_spend;

-- conversions
SELECT
  SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.conversions END) AS conversions_28d,
  (SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.conversions END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.conversions END)), 0) - 1 AS conversions_change
FROM mart.mrt__marketing__daily_spend AS daily_spend;

-- claimed_return
SELECT
  (SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.platform_value_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.spend_usd END)), 0) AS claimed_return_28d,
  ((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.platform_value_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-11-03' AND daily_spend.date_day < DATE '2017-12-01' THEN daily_spend.spend_usd END)), 0))
      / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.platform_value_usd END)) / NULLIF((SUM(CASE WHEN daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-11-03' THEN daily_spend.spend_usd END)), 0), 0) - 1 AS claimed_return_change
FROM mart.mrt__marketing__daily_spend AS daily_spend;

-- spend_by_campaign
SELECT
  campaign_performance.campaign AS campaign,
  SUM(campaign_performance.spend) AS spend
FROM mart.mrt__marketing__campaign_performance AS campaign_performance
WHERE campaign_performance.month >= DATE '2017-06-01' AND campaign_performance.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 12;

-- return_by_campaign
SELECT
  campaign_performance.campaign AS campaign,
  (SUM(campaign_performance.platform_value_usd)) / NULLIF((SUM(campaign_performance.spend)), 0) AS claimed_return
FROM mart.mrt__marketing__campaign_performance AS campaign_performance
WHERE campaign_performance.month >= DATE '2017-06-01' AND campaign_performance.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 12;

-- campaigns
SELECT
  campaign_performance.channel AS channel,
  campaign_performance.campaign AS campaign,
  SUM(campaign_performance.spend) AS spend,
  SUM(campaign_performance.impressions) AS impressions,
  SUM(campaign_performance.clicks) AS clicks,
  (SUM(campaign_performance.clicks)) / NULLIF((SUM(campaign_performance.impressions)), 0) AS click_rate,
  (SUM(campaign_performance.spend)) / NULLIF((SUM(campaign_performance.clicks)), 0) AS cost_per_click,
  SUM(campaign_performance.conversions) AS conversions,
  SUM(campaign_performance.platform_value_usd) AS claimed_value,
  (SUM(campaign_performance.platform_value_usd)) / NULLIF((SUM(campaign_performance.spend)), 0) AS claimed_return
FROM mart.mrt__marketing__campaign_performance AS campaign_performance
WHERE campaign_performance.month >= DATE '2017-06-01' AND campaign_performance.month < DATE '2017-12-01'
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2
LIMIT 50;

-- daily_spend
SELECT
  daily_spend.date_day AS spend_date,
  daily_spend.channel AS channel,
  SUM(daily_spend.spend_usd) AS spend
FROM mart.mrt__marketing__daily_spend AS daily_spend
WHERE daily_spend.date_day >= DATE '2017-10-06' AND daily_spend.date_day < DATE '2017-12-01'
GROUP BY 1, 2
ORDER BY 1 ASC, 2;

-- carry_over
SELECT
  CAST(DATE_TRUNC(channel_return.month, MONTH) AS DATE) AS spend_month,
  SUM(channel_return.spend_usd) AS spend,
  SUM(channel_return.adstocked_spend_usd) AS adstocked_spend
FROM mart.mrt__marketing__channel_return AS channel_return
WHERE (channel_return.channel <> 'Loyalty' OR channel_return.channel IS NULL)
  AND channel_return.month >= DATE '2016-12-01' AND channel_return.month < DATE '2017-12-01'
GROUP BY 1
ORDER BY 1 ASC;
