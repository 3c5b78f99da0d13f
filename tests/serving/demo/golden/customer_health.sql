-- customers
SELECT
  COUNT(DISTINCT (customer_health.household_id)) AS customers
FROM mart.mrt__customer__health AS customer_health;

-- revenue_90d
SELECT
  SUM(customer_health.monetary_90d_usd) AS revenue_90d
FROM mart.mrt__customer__health AS customer_health;

-- at_risk
SELECT
  COUNT(DISTINCT CASE WHEN (customer_health.churn_band = 'high') THEN (customer_health.household_id) END) AS at_risk
FROM mart.mrt__customer__health AS customer_health;

-- at_risk_share
SELECT
  (COUNT(DISTINCT CASE WHEN (customer_health.churn_band = 'high') THEN (customer_health.household_id) END)) / NULLIF((COUNT(DISTINCT (customer_health.household_id))), 0) AS at_risk_share
FROM mart.mrt__customer__health AS customer_health;

-- revenue_at_risk
SELECT
  SUM(CASE WHEN (customer_health.churn_band = 'high' OR customer_health.churn_band = 'medium') THEN customer_health.monetary_90d_usd END) AS revenue_at_risk
FROM mart.mrt__customer__health AS customer_health;

-- fatigued
SELECT
  COUNT(DISTINCT CASE WHEN (customer_health.is_fatigued) THEN (customer_health.household_id) END) AS fatigued
FROM mart.mrt__customer__health AS customer_health;

-- segments
SELECT
  CONCAT(
      UPPER(SUBSTR(customer_health.segment, 1, 1)), SUBSTR(REPLACE(customer_health.segment, '_', ' '), 2)
    ) AS segment,
  customer_health.churn_band AS churn_band,
  COUNT(DISTINCT (customer_health.household_id)) AS customers,
  MIN(CASE customer_health.churn_band WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END) AS churn_band_order
FROM mart.mrt__customer__health AS customer_health
GROUP BY 1, 2
ORDER BY 1 ASC, 4;

-- revenue_by_segment
SELECT
  CONCAT(
      UPPER(SUBSTR(customer_health.segment, 1, 1)), SUBSTR(REPLACE(customer_health.segment, '_', ' '), 2)
    ) AS segment,
  SUM(customer_health.monetary_90d_usd) AS revenue_90d
FROM mart.mrt__customer__health AS customer_health
GROUP BY 1
ORDER BY 2 DESC, 1;

-- segment_table
SELECT
  CONCAT(
      UPPER(SUBSTR(customer_health.segment, 1, 1)), SUBSTR(REPLACE(customer_health.segment, '_', ' '), 2)
    ) AS segment,
  COUNT(DISTINCT (customer_health.household_id)) AS customers,
  AVG(customer_health.churn_probability) AS churn_probability,
  AVG(customer_health.recency_days) AS recency_days,
  SUM(customer_health.monetary_90d_usd) AS revenue_90d,
  SUM(customer_health.monetary_usd) AS lifetime_revenue,
  SUM(customer_health.sends_90d) AS sends_90d,
  SUM(customer_health.redemptions_90d) AS redemptions_90d,
  (SUM(customer_health.redemptions_90d)) / NULLIF((SUM(customer_health.sends_90d)), 0) AS redemption_rate,
  (COUNT(DISTINCT CASE WHEN (customer_health.is_fatigued) THEN (customer_health.household_id) END)) / NULLIF((COUNT(DISTINCT (customer_health.household_id))), 0) AS fatigued_share
FROM mart.mrt__customer__health AS customer_health
GROUP BY 1
ORDER BY 5 DESC, 1;

-- risk_by_frequency
SELECT
  customer_health.f_score AS frequency_score,
  customer_health.churn_band AS churn_band,
  COUNT(DISTINCT (customer_health.household_id)) AS customers,
  MIN(CASE customer_health.churn_band WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END) AS churn_band_order
FROM mart.mrt__customer__health AS customer_health
GROUP BY 1, 2
ORDER BY 1 ASC, 4;

-- audiences
SELECT
  CONCAT(
      UPPER(SUBSTR(audiences.audience, 1, 1)), SUBSTR(REPLACE(audiences.audience, '_', ' '), 2)
    ) AS audience,
  COUNT(*) AS members
FROM mart.mrt__customer__audiences AS audiences
GROUP BY 1
ORDER BY 2 DESC, 1;

-- model
SELECT
  customer_health.model_version AS model_version,
  customer_health.model_trained_as_of AS model_trained_date,
  COUNT(DISTINCT (customer_health.household_id)) AS customers,
  AVG(customer_health.churn_probability) AS churn_probability,
  COUNT(DISTINCT CASE WHEN (customer_health.churn_band = 'high') THEN (customer_health.household_id) END) AS at_risk
FROM mart.mrt__customer__health AS customer_health
GROUP BY 1, 2
ORDER BY 1 ASC, 2;
