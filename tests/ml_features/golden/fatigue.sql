select cast(`household_id` as INT64) as `household_id`, cast(`as_of` as DATE) as `as_of`, cast(`sends_90d` as INT64) as `sends_90d`, cast(`sends_total` as INT64) as `sends_total`, cast(`days_since_send` as INT64) as `days_since_send`, cast(`redemptions_90d` as INT64) as `redemptions_90d`, cast(`redemptions_total` as INT64) as `redemptions_total`, cast(`redemptions_per_send` as FLOAT64) as `redemptions_per_send` from (
SELECT
  `t8`.`household_id`,
  `t8`.`as_of`,
  `t8`.`sends_90d`,
  `t8`.`sends_total`,
  `t8`.`days_since_send`,
  `t8`.`redemptions_90d`,
  `t8`.`redemptions_total`,
  ieee_divide(`t8`.`redemptions_total`, GREATEST(`t8`.`sends_total`, 1)) AS `redemptions_per_send`
FROM (
  SELECT
    `t7`.`household_id`,
    `t7`.`as_of`,
    COUNTIF((
      `t7`.`event` = 'send'
    ) AND (
      `t7`.`age` <= 90
    )) AS `sends_90d`,
    COUNTIF(`t7`.`event` = 'send') AS `sends_total`,
    MIN(IF(`t7`.`event` = 'send', `t7`.`age`, NULL)) AS `days_since_send`,
    COUNTIF((
      `t7`.`event` = 'redemption'
    ) AND (
      `t7`.`age` <= 90
    )) AS `redemptions_90d`,
    COUNTIF(`t7`.`event` = 'redemption') AS `redemptions_total`
  FROM (
    SELECT
      `t6`.`household_id`,
      `t3`.`as_of`,
      `t4`.`event`,
      DATE_DIFF(`t3`.`as_of`, `t4`.`occurred_on`, DAY) AS `age`
    FROM (
      SELECT
        `t0`.`household_id`,
        MIN(`t0`.`ordered_on`) AS `first_on`
      FROM `pr_1_int`.`int__shop__order_values` AS `t0`
      GROUP BY
        1
    ) AS `t6`
    INNER JOIN `pr_1_int`.`int__calendar__as_of` AS `t3`
      ON `t6`.`first_on` < `t3`.`as_of`
    LEFT OUTER JOIN `pr_1_int`.`int__loyalty__events` AS `t4`
      ON `t6`.`household_id` = `t4`.`household_id` AND `t4`.`occurred_on` < `t3`.`as_of`
  ) AS `t7`
  GROUP BY
    1,
    2
) AS `t8`
) as feature
