SELECT
  `t24`.`household_id`,
  `t24`.`as_of`,
  CAST(`t24`.`recency_days` AS FLOAT64) AS `recency_days`,
  CAST(`t24`.`tenure_days` AS FLOAT64) AS `tenure_days`,
  CAST(`t24`.`frequency` AS FLOAT64) AS `frequency`,
  CAST(`t24`.`active_days` AS FLOAT64) AS `active_days`,
  CAST(`t24`.`monetary_cents` AS FLOAT64) AS `monetary_cents`,
  CAST(`t24`.`monetary_90d_cents` AS FLOAT64) AS `monetary_90d_cents`,
  CAST(`t24`.`orders_30d` AS FLOAT64) AS `orders_30d`,
  CAST(`t24`.`orders_90d` AS FLOAT64) AS `orders_90d`,
  `t24`.`gap_days`,
  CAST(`t24`.`sends_90d` AS FLOAT64) AS `sends_90d`,
  CAST(`t24`.`sends_total` AS FLOAT64) AS `sends_total`,
  CAST(`t24`.`days_since_send` AS FLOAT64) AS `days_since_send`,
  CAST(`t24`.`redemptions_total` AS FLOAT64) AS `redemptions_total`,
  `t24`.`redemptions_per_send`,
  `t27`.`churned`
FROM (
  SELECT
    `t22`.`household_id`,
    `t22`.`as_of`,
    `t22`.`recency_days`,
    `t22`.`tenure_days`,
    `t22`.`frequency`,
    `t22`.`active_days`,
    `t22`.`monetary_cents`,
    `t22`.`monetary_90d_cents`,
    `t22`.`orders_30d`,
    `t22`.`orders_90d`,
    `t22`.`gap_days`,
    `t22`.`r_score`,
    `t22`.`f_score`,
    `t22`.`m_score`,
    `t22`.`segment`,
    `t22`.`sends_90d`,
    `t22`.`sends_total`,
    COALESCE(`t22`.`days_since_send`, 400) AS `days_since_send`,
    `t22`.`redemptions_90d`,
    `t22`.`redemptions_total`,
    `t22`.`redemptions_per_send`
  FROM (
    SELECT
      `t21`.`household_id`,
      `t21`.`as_of`,
      `t21`.`recency_days`,
      `t21`.`tenure_days`,
      `t21`.`frequency`,
      `t21`.`active_days`,
      `t21`.`monetary_cents`,
      `t21`.`monetary_90d_cents`,
      `t21`.`orders_30d`,
      `t21`.`orders_90d`,
      `t21`.`gap_days`,
      `t21`.`r_score`,
      `t21`.`f_score`,
      `t21`.`m_score`,
      `t21`.`segment`,
      `t17`.`sends_90d`,
      `t17`.`sends_total`,
      `t17`.`days_since_send`,
      `t17`.`redemptions_90d`,
      `t17`.`redemptions_total`,
      `t17`.`redemptions_per_send`
    FROM (
      SELECT
        `t19`.`household_id`,
        `t19`.`as_of`,
        `t19`.`recency_days`,
        `t19`.`tenure_days`,
        `t19`.`frequency`,
        `t19`.`active_days`,
        `t19`.`monetary_cents`,
        `t19`.`monetary_90d_cents`,
        `t19`.`orders_30d`,
        `t19`.`orders_90d`,
        `t19`.`gap_days`,
        `t19`.`r_score`,
        `t19`.`f_score`,
        `t19`.`m_score`,
        CASE
          WHEN (
            `t19`.`r_score` >= 4
          ) AND (
            `t19`.`f_score` >= 4
          )
          THEN 'champion'
          WHEN `t19`.`r_score` >= 4
          THEN 'recent'
          WHEN `t19`.`f_score` >= 4
          THEN 'at_risk_loyal'
          WHEN `t19`.`r_score` <= 2
          THEN 'hibernating'
          ELSE 'middle'
        END AS `segment`
      FROM (
        SELECT
          `t18`.`household_id`,
          `t18`.`as_of`,
          `t18`.`recency_days`,
          `t18`.`tenure_days`,
          `t18`.`frequency`,
          `t18`.`active_days`,
          `t18`.`monetary_cents`,
          `t18`.`monetary_90d_cents`,
          `t18`.`orders_30d`,
          `t18`.`orders_90d`,
          `t18`.`gap_days`,
          (
            NTILE(5) OVER (
              PARTITION BY `t18`.`as_of`
              ORDER BY `t18`.`recency_days` DESC, `t18`.`household_id` ASC
            ) - 1
          ) + 1 AS `r_score`,
          (
            NTILE(5) OVER (
              PARTITION BY `t18`.`as_of`
              ORDER BY `t18`.`frequency` ASC, `t18`.`household_id` ASC
            ) - 1
          ) + 1 AS `f_score`,
          (
            NTILE(5) OVER (
              PARTITION BY `t18`.`as_of`
              ORDER BY `t18`.`monetary_cents` ASC, `t18`.`household_id` ASC
            ) - 1
          ) + 1 AS `m_score`
        FROM (
          SELECT
            `t15`.`household_id`,
            `t15`.`as_of`,
            `t15`.`recency_days`,
            `t15`.`tenure_days`,
            `t15`.`frequency`,
            `t15`.`active_days`,
            `t15`.`monetary_cents`,
            `t15`.`monetary_90d_cents`,
            `t15`.`orders_30d`,
            `t15`.`orders_90d`,
            ieee_divide(`t15`.`tenure_days` - `t15`.`recency_days`, GREATEST(`t15`.`active_days` - 1, 1)) AS `gap_days`
          FROM (
            SELECT
              `t13`.`household_id`,
              `t13`.`as_of`,
              MIN(`t13`.`age`) AS `recency_days`,
              MAX(`t13`.`age`) AS `tenure_days`,
              COUNT(*) AS `frequency`,
              COUNT(DISTINCT `t13`.`ordered_on`) AS `active_days`,
              SUM(`t13`.`net_cents`) AS `monetary_cents`,
              COALESCE(SUM(IF(`t13`.`age` <= 90, `t13`.`net_cents`, NULL)), 0) AS `monetary_90d_cents`,
              COUNTIF(`t13`.`age` <= 30) AS `orders_30d`,
              COUNTIF(`t13`.`age` <= 90) AS `orders_90d`
            FROM (
              SELECT
                `t11`.`household_id`,
                `t10`.`as_of`,
                `t4`.`ordered_on`,
                `t4`.`net_cents`,
                DATE_DIFF(`t10`.`as_of`, `t4`.`ordered_on`, DAY) AS `age`
              FROM (
                SELECT
                  `t0`.`household_id`,
                  MIN(`t0`.`ordered_on`) AS `first_on`
                FROM `pr_1_int`.`int__shop__order_values` AS `t0`
                GROUP BY
                  1
              ) AS `t11`
              INNER JOIN (
                SELECT
                  *
                FROM (
                  SELECT
                    DATE(2017, 8, 3) AS `as_of`
                  FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
                ) AS `t6`
                UNION ALL
                SELECT
                  *
                FROM (
                  SELECT
                    DATE(2017, 7, 20) AS `as_of`
                  FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
                ) AS `t7`
              ) AS `t10`
                ON `t11`.`first_on` < `t10`.`as_of`
              INNER JOIN `pr_1_int`.`int__shop__order_values` AS `t4`
                ON `t11`.`household_id` = `t4`.`household_id` AND `t4`.`ordered_on` < `t10`.`as_of`
            ) AS `t13`
            GROUP BY
              1,
              2
          ) AS `t15`
        ) AS `t18`
      ) AS `t19`
    ) AS `t21`
    INNER JOIN (
      SELECT
        `t14`.`household_id`,
        `t14`.`as_of`,
        `t14`.`sends_90d`,
        `t14`.`sends_total`,
        `t14`.`days_since_send`,
        `t14`.`redemptions_90d`,
        `t14`.`redemptions_total`,
        ieee_divide(`t14`.`redemptions_total`, GREATEST(`t14`.`sends_total`, 1)) AS `redemptions_per_send`
      FROM (
        SELECT
          `t12`.`household_id`,
          `t12`.`as_of`,
          COUNTIF((
            `t12`.`event` = 'send'
          ) AND (
            `t12`.`age` <= 90
          )) AS `sends_90d`,
          COUNTIF(`t12`.`event` = 'send') AS `sends_total`,
          MIN(IF(`t12`.`event` = 'send', `t12`.`age`, NULL)) AS `days_since_send`,
          COUNTIF((
            `t12`.`event` = 'redemption'
          ) AND (
            `t12`.`age` <= 90
          )) AS `redemptions_90d`,
          COUNTIF(`t12`.`event` = 'redemption') AS `redemptions_total`
        FROM (
          SELECT
            `t11`.`household_id`,
            `t10`.`as_of`,
            `t5`.`event`,
            DATE_DIFF(`t10`.`as_of`, `t5`.`occurred_on`, DAY) AS `age`
          FROM (
            SELECT
              `t0`.`household_id`,
              MIN(`t0`.`ordered_on`) AS `first_on`
            FROM `pr_1_int`.`int__shop__order_values` AS `t0`
            GROUP BY
              1
          ) AS `t11`
          INNER JOIN (
            SELECT
              *
            FROM (
              SELECT
                DATE(2017, 8, 3) AS `as_of`
              FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
            ) AS `t6`
            UNION ALL
            SELECT
              *
            FROM (
              SELECT
                DATE(2017, 7, 20) AS `as_of`
              FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
            ) AS `t7`
          ) AS `t10`
            ON `t11`.`first_on` < `t10`.`as_of`
          LEFT OUTER JOIN `pr_1_int`.`int__loyalty__events` AS `t5`
            ON `t11`.`household_id` = `t5`.`household_id` AND `t5`.`occurred_on` < `t10`.`as_of`
        ) AS `t12`
        GROUP BY
          1,
          2
      ) AS `t14`
    ) AS `t17`
      ON `t21`.`household_id` = `t17`.`household_id` AND `t21`.`as_of` = `t17`.`as_of`
  ) AS `t22`
) AS `t24`
INNER JOIN (
  SELECT
    `t25`.`household_id`,
    `t25`.`as_of`,
    COUNT(`t25`.`ordered_on`) = 0 AS `churned`
  FROM (
    SELECT
      `t24`.`household_id`,
      `t24`.`as_of`,
      `t3`.`ordered_on`
    FROM (
      SELECT
        `t22`.`household_id`,
        `t22`.`as_of`,
        `t22`.`recency_days`,
        `t22`.`tenure_days`,
        `t22`.`frequency`,
        `t22`.`active_days`,
        `t22`.`monetary_cents`,
        `t22`.`monetary_90d_cents`,
        `t22`.`orders_30d`,
        `t22`.`orders_90d`,
        `t22`.`gap_days`,
        `t22`.`r_score`,
        `t22`.`f_score`,
        `t22`.`m_score`,
        `t22`.`segment`,
        `t22`.`sends_90d`,
        `t22`.`sends_total`,
        COALESCE(`t22`.`days_since_send`, 400) AS `days_since_send`,
        `t22`.`redemptions_90d`,
        `t22`.`redemptions_total`,
        `t22`.`redemptions_per_send`
      FROM (
        SELECT
          `t21`.`household_id`,
          `t21`.`as_of`,
          `t21`.`recency_days`,
          `t21`.`tenure_days`,
          `t21`.`frequency`,
          `t21`.`active_days`,
          `t21`.`monetary_cents`,
          `t21`.`monetary_90d_cents`,
          `t21`.`orders_30d`,
          `t21`.`orders_90d`,
          `t21`.`gap_days`,
          `t21`.`r_score`,
          `t21`.`f_score`,
          `t21`.`m_score`,
          `t21`.`segment`,
          `t17`.`sends_90d`,
          `t17`.`sends_total`,
          `t17`.`days_since_send`,
          `t17`.`redemptions_90d`,
          `t17`.`redemptions_total`,
          `t17`.`redemptions_per_send`
        FROM (
          SELECT
            `t19`.`household_id`,
            `t19`.`as_of`,
            `t19`.`recency_days`,
            `t19`.`tenure_days`,
            `t19`.`frequency`,
            `t19`.`active_days`,
            `t19`.`monetary_cents`,
            `t19`.`monetary_90d_cents`,
            `t19`.`orders_30d`,
            `t19`.`orders_90d`,
            `t19`.`gap_days`,
            `t19`.`r_score`,
            `t19`.`f_score`,
            `t19`.`m_score`,
            CASE
              WHEN (
                `t19`.`r_score` >= 4
              ) AND (
                `t19`.`f_score` >= 4
              )
              THEN 'champion'
              WHEN `t19`.`r_score` >= 4
              THEN 'recent'
              WHEN `t19`.`f_score` >= 4
              THEN 'at_risk_loyal'
              WHEN `t19`.`r_score` <= 2
              THEN 'hibernating'
              ELSE 'middle'
            END AS `segment`
          FROM (
            SELECT
              `t18`.`household_id`,
              `t18`.`as_of`,
              `t18`.`recency_days`,
              `t18`.`tenure_days`,
              `t18`.`frequency`,
              `t18`.`active_days`,
              `t18`.`monetary_cents`,
              `t18`.`monetary_90d_cents`,
              `t18`.`orders_30d`,
              `t18`.`orders_90d`,
              `t18`.`gap_days`,
              (
                NTILE(5) OVER (
                  PARTITION BY `t18`.`as_of`
                  ORDER BY `t18`.`recency_days` DESC, `t18`.`household_id` ASC
                ) - 1
              ) + 1 AS `r_score`,
              (
                NTILE(5) OVER (
                  PARTITION BY `t18`.`as_of`
                  ORDER BY `t18`.`frequency` ASC, `t18`.`household_id` ASC
                ) - 1
              ) + 1 AS `f_score`,
              (
                NTILE(5) OVER (
                  PARTITION BY `t18`.`as_of`
                  ORDER BY `t18`.`monetary_cents` ASC, `t18`.`household_id` ASC
                ) - 1
              ) + 1 AS `m_score`
            FROM (
              SELECT
                `t15`.`household_id`,
                `t15`.`as_of`,
                `t15`.`recency_days`,
                `t15`.`tenure_days`,
                `t15`.`frequency`,
                `t15`.`active_days`,
                `t15`.`monetary_cents`,
                `t15`.`monetary_90d_cents`,
                `t15`.`orders_30d`,
                `t15`.`orders_90d`,
                ieee_divide(`t15`.`tenure_days` - `t15`.`recency_days`, GREATEST(`t15`.`active_days` - 1, 1)) AS `gap_days`
              FROM (
                SELECT
                  `t13`.`household_id`,
                  `t13`.`as_of`,
                  MIN(`t13`.`age`) AS `recency_days`,
                  MAX(`t13`.`age`) AS `tenure_days`,
                  COUNT(*) AS `frequency`,
                  COUNT(DISTINCT `t13`.`ordered_on`) AS `active_days`,
                  SUM(`t13`.`net_cents`) AS `monetary_cents`,
                  COALESCE(SUM(IF(`t13`.`age` <= 90, `t13`.`net_cents`, NULL)), 0) AS `monetary_90d_cents`,
                  COUNTIF(`t13`.`age` <= 30) AS `orders_30d`,
                  COUNTIF(`t13`.`age` <= 90) AS `orders_90d`
                FROM (
                  SELECT
                    `t11`.`household_id`,
                    `t10`.`as_of`,
                    `t4`.`ordered_on`,
                    `t4`.`net_cents`,
                    DATE_DIFF(`t10`.`as_of`, `t4`.`ordered_on`, DAY) AS `age`
                  FROM (
                    SELECT
                      `t0`.`household_id`,
                      MIN(`t0`.`ordered_on`) AS `first_on`
                    FROM `pr_1_int`.`int__shop__order_values` AS `t0`
                    GROUP BY
                      1
                  ) AS `t11`
                  INNER JOIN (
                    SELECT
                      *
                    FROM (
                      SELECT
                        DATE(2017, 8, 3) AS `as_of`
                      FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
                    ) AS `t6`
                    UNION ALL
                    SELECT
                      *
                    FROM (
                      SELECT
                        DATE(2017, 7, 20) AS `as_of`
                      FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
                    ) AS `t7`
                  ) AS `t10`
                    ON `t11`.`first_on` < `t10`.`as_of`
                  INNER JOIN `pr_1_int`.`int__shop__order_values` AS `t4`
                    ON `t11`.`household_id` = `t4`.`household_id` AND `t4`.`ordered_on` < `t10`.`as_of`
                ) AS `t13`
                GROUP BY
                  1,
                  2
              ) AS `t15`
            ) AS `t18`
          ) AS `t19`
        ) AS `t21`
        INNER JOIN (
          SELECT
            `t14`.`household_id`,
            `t14`.`as_of`,
            `t14`.`sends_90d`,
            `t14`.`sends_total`,
            `t14`.`days_since_send`,
            `t14`.`redemptions_90d`,
            `t14`.`redemptions_total`,
            ieee_divide(`t14`.`redemptions_total`, GREATEST(`t14`.`sends_total`, 1)) AS `redemptions_per_send`
          FROM (
            SELECT
              `t12`.`household_id`,
              `t12`.`as_of`,
              COUNTIF((
                `t12`.`event` = 'send'
              ) AND (
                `t12`.`age` <= 90
              )) AS `sends_90d`,
              COUNTIF(`t12`.`event` = 'send') AS `sends_total`,
              MIN(IF(`t12`.`event` = 'send', `t12`.`age`, NULL)) AS `days_since_send`,
              COUNTIF((
                `t12`.`event` = 'redemption'
              ) AND (
                `t12`.`age` <= 90
              )) AS `redemptions_90d`,
              COUNTIF(`t12`.`event` = 'redemption') AS `redemptions_total`
            FROM (
              SELECT
                `t11`.`household_id`,
                `t10`.`as_of`,
                `t5`.`event`,
                DATE_DIFF(`t10`.`as_of`, `t5`.`occurred_on`, DAY) AS `age`
              FROM (
                SELECT
                  `t0`.`household_id`,
                  MIN(`t0`.`ordered_on`) AS `first_on`
                FROM `pr_1_int`.`int__shop__order_values` AS `t0`
                GROUP BY
                  1
              ) AS `t11`
              INNER JOIN (
                SELECT
                  *
                FROM (
                  SELECT
                    DATE(2017, 8, 3) AS `as_of`
                  FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
                ) AS `t6`
                UNION ALL
                SELECT
                  *
                FROM (
                  SELECT
                    DATE(2017, 7, 20) AS `as_of`
                  FROM `pr_1_int`.`int__calendar__as_of` AS `t2`
                ) AS `t7`
              ) AS `t10`
                ON `t11`.`first_on` < `t10`.`as_of`
              LEFT OUTER JOIN `pr_1_int`.`int__loyalty__events` AS `t5`
                ON `t11`.`household_id` = `t5`.`household_id` AND `t5`.`occurred_on` < `t10`.`as_of`
            ) AS `t12`
            GROUP BY
              1,
              2
          ) AS `t14`
        ) AS `t17`
          ON `t21`.`household_id` = `t17`.`household_id` AND `t21`.`as_of` = `t17`.`as_of`
      ) AS `t22`
    ) AS `t24`
    LEFT OUTER JOIN `pr_1_int`.`int__shop__order_values` AS `t3`
      ON `t24`.`household_id` = `t3`.`household_id`
      AND `t3`.`ordered_on` >= `t24`.`as_of`
      AND `t3`.`ordered_on` < DATE_ADD(`t24`.`as_of`, INTERVAL '60' DAY)
  ) AS `t25`
  GROUP BY
    1,
    2
) AS `t27`
  ON `t24`.`household_id` = `t27`.`household_id` AND `t24`.`as_of` = `t27`.`as_of`
