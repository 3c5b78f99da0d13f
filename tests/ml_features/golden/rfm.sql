select cast(`household_id` as INT64) as `household_id`, cast(`as_of` as DATE) as `as_of`, cast(`recency_days` as INT64) as `recency_days`, cast(`tenure_days` as INT64) as `tenure_days`, cast(`frequency` as INT64) as `frequency`, cast(`active_days` as INT64) as `active_days`, cast(`monetary_cents` as INT64) as `monetary_cents`, cast(`monetary_90d_cents` as INT64) as `monetary_90d_cents`, cast(`orders_30d` as INT64) as `orders_30d`, cast(`orders_90d` as INT64) as `orders_90d`, cast(`gap_days` as FLOAT64) as `gap_days`, cast(`r_score` as INT64) as `r_score`, cast(`f_score` as INT64) as `f_score`, cast(`m_score` as INT64) as `m_score`, cast(`segment` as STRING) as `segment` from (
SELECT
  `t9`.`household_id`,
  `t9`.`as_of`,
  `t9`.`recency_days`,
  `t9`.`tenure_days`,
  `t9`.`frequency`,
  `t9`.`active_days`,
  `t9`.`monetary_cents`,
  `t9`.`monetary_90d_cents`,
  `t9`.`orders_30d`,
  `t9`.`orders_90d`,
  `t9`.`gap_days`,
  `t9`.`r_score`,
  `t9`.`f_score`,
  `t9`.`m_score`,
  CASE
    WHEN (
      `t9`.`r_score` >= 4
    ) AND (
      `t9`.`f_score` >= 4
    )
    THEN 'champion'
    WHEN `t9`.`r_score` >= 4
    THEN 'recent'
    WHEN `t9`.`f_score` >= 4
    THEN 'at_risk_loyal'
    WHEN `t9`.`r_score` <= 2
    THEN 'hibernating'
    ELSE 'middle'
  END AS `segment`
FROM (
  SELECT
    `t8`.`household_id`,
    `t8`.`as_of`,
    `t8`.`recency_days`,
    `t8`.`tenure_days`,
    `t8`.`frequency`,
    `t8`.`active_days`,
    `t8`.`monetary_cents`,
    `t8`.`monetary_90d_cents`,
    `t8`.`orders_30d`,
    `t8`.`orders_90d`,
    `t8`.`gap_days`,
    (
      NTILE(5) OVER (
        PARTITION BY `t8`.`as_of`
        ORDER BY `t8`.`recency_days` DESC, `t8`.`household_id` ASC
      ) - 1
    ) + 1 AS `r_score`,
    (
      NTILE(5) OVER (PARTITION BY `t8`.`as_of` ORDER BY `t8`.`frequency` ASC, `t8`.`household_id` ASC) - 1
    ) + 1 AS `f_score`,
    (
      NTILE(5) OVER (
        PARTITION BY `t8`.`as_of`
        ORDER BY `t8`.`monetary_cents` ASC, `t8`.`household_id` ASC
      ) - 1
    ) + 1 AS `m_score`
  FROM (
    SELECT
      `t7`.`household_id`,
      `t7`.`as_of`,
      `t7`.`recency_days`,
      `t7`.`tenure_days`,
      `t7`.`frequency`,
      `t7`.`active_days`,
      `t7`.`monetary_cents`,
      `t7`.`monetary_90d_cents`,
      `t7`.`orders_30d`,
      `t7`.`orders_90d`,
      ieee_divide(`t7`.`tenure_days` - `t7`.`recency_days`, GREATEST(`t7`.`active_days` - 1, 1)) AS `gap_days`
    FROM (
      SELECT
        `t6`.`household_id`,
        `t6`.`as_of`,
        MIN(`t6`.`age`) AS `recency_days`,
        MAX(`t6`.`age`) AS `tenure_days`,
        COUNT(*) AS `frequency`,
        COUNT(DISTINCT `t6`.`ordered_on`) AS `active_days`,
        SUM(`t6`.`net_cents`) AS `monetary_cents`,
        COALESCE(SUM(IF(`t6`.`age` <= 90, `t6`.`net_cents`, NULL)), 0) AS `monetary_90d_cents`,
        COUNTIF(`t6`.`age` <= 30) AS `orders_30d`,
        COUNTIF(`t6`.`age` <= 90) AS `orders_90d`
      FROM (
        SELECT
          `t5`.`household_id`,
          `t3`.`as_of`,
          `t2`.`ordered_on`,
          `t2`.`net_cents`,
          DATE_DIFF(`t3`.`as_of`, `t2`.`ordered_on`, DAY) AS `age`
        FROM (
          SELECT
            `t0`.`household_id`,
            MIN(`t0`.`ordered_on`) AS `first_on`
          FROM `pr_1_int`.`int__shop__order_values` AS `t0`
          GROUP BY
            1
        ) AS `t5`
        INNER JOIN `pr_1_int`.`int__calendar__as_of` AS `t3`
          ON `t5`.`first_on` < `t3`.`as_of`
        INNER JOIN `pr_1_int`.`int__shop__order_values` AS `t2`
          ON `t5`.`household_id` = `t2`.`household_id` AND `t2`.`ordered_on` < `t3`.`as_of`
      ) AS `t6`
      GROUP BY
        1,
        2
    ) AS `t7`
  ) AS `t8`
) AS `t9`
) as feature
