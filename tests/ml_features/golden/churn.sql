select cast(`household_id` as INT64) as `household_id`, cast(`as_of` as DATE) as `as_of`, cast(`churn_probability` as FLOAT64) as `churn_probability`, cast(`model_version` as STRING) as `model_version` from (
SELECT
  `t4`.`household_id`,
  `t4`.`as_of`,
  ieee_divide(
    1,
    EXP(
      -(
        LEAST(
          GREATEST(
            -2.0 + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`recency_days` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`tenure_days` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`frequency` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`active_days` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`monetary_cents` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`monetary_90d_cents` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`orders_30d` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`orders_90d` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(`t4`.`gap_days`, 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`sends_90d` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`sends_total` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(
                LN(GREATEST(CAST(COALESCE(`t4`.`days_since_send`, 400) AS FLOAT64), 0.0) + 1) - 1.5,
                0.5
              ) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(CAST(`t4`.`redemptions_total` AS FLOAT64), 0.0) + 1) - 1.5, 0.5) * 0.25
            ) + (
              ieee_divide(LN(GREATEST(`t4`.`redemptions_per_send`, 0.0) + 1) - 1.5, 0.5) * 0.25
            ),
            -50.0
          ),
          50.0
        )
      )
    ) + 1
  ) AS `churn_probability`,
  '2017-12-01-golden' AS `model_version`
FROM (
  SELECT
    `t2`.`household_id`,
    `t2`.`as_of`,
    `t2`.`recency_days`,
    `t2`.`tenure_days`,
    `t2`.`frequency`,
    `t2`.`active_days`,
    `t2`.`monetary_cents`,
    `t2`.`monetary_90d_cents`,
    `t2`.`orders_30d`,
    `t2`.`orders_90d`,
    `t2`.`gap_days`,
    `t3`.`sends_90d`,
    `t3`.`sends_total`,
    `t3`.`days_since_send`,
    `t3`.`redemptions_total`,
    `t3`.`redemptions_per_send`
  FROM `pr_1_features`.`ftr__customer__rfm` AS `t2`
  INNER JOIN `pr_1_features`.`ftr__customer__fatigue` AS `t3`
    ON `t2`.`household_id` = `t3`.`household_id` AND `t2`.`as_of` = `t3`.`as_of`
) AS `t4`
) as feature
