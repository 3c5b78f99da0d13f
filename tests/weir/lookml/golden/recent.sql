SELECT
  SUM(CASE WHEN sales.day >= DATE '2017-11-24' AND sales.day < DATE '2017-12-01' THEN sales.revenue END) AS revenue_recent,
  (SUM(CASE WHEN sales.day >= DATE '2017-11-24' AND sales.day < DATE '2017-12-01' THEN sales.revenue END)) / NULLIF((SUM(CASE WHEN sales.day >= DATE '2017-11-17' AND sales.day < DATE '2017-11-24' THEN sales.revenue END)), 0) - 1 AS change
FROM mart.sales AS sales
