select cast(`date_day` as DATE) as `date_day`, cast(`channel` as STRING) as `channel`, cast(`spend_usd` as NUMERIC) as `spend_usd`, cast(`adstocked_spend_usd` as NUMERIC) as `adstocked_spend_usd` from (
SELECT
  `t3`.`date_day`,
  `t3`.`channel`,
  `t3`.`spend_usd`,
  SUM(`t3`.`term`) AS `adstocked_spend_usd`
FROM (
  SELECT
    `t1`.`date_day`,
    `t1`.`channel`,
    `t1`.`spend_usd`,
    CAST(CAST(`t2`.`spend_usd` AS FLOAT64) * (
      POWER(
        CASE
          WHEN `t1`.`channel` = 'Google Ads'
          THEN 0.35
          WHEN `t1`.`channel` = 'Meta Ads'
          THEN 0.6
          ELSE 0.0
        END,
        CAST(DATE_DIFF(`t1`.`date_day`, `t2`.`date_day`, DAY) AS FLOAT64)
      )
    ) AS NUMERIC) AS `term`
  FROM `pr_1_mart`.`mrt__marketing__daily_spend` AS `t1`
  INNER JOIN `pr_1_mart`.`mrt__marketing__daily_spend` AS `t2`
    ON `t1`.`channel` = `t2`.`channel`
    AND `t2`.`date_day` <= `t1`.`date_day`
    AND DATE_DIFF(`t1`.`date_day`, `t2`.`date_day`, DAY) <= 14
) AS `t3`
GROUP BY
  1,
  2,
  3
) as feature
