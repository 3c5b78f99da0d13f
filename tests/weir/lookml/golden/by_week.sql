SELECT
  CAST(DATE_TRUNC(sales.day, WEEK(MONDAY)) AS DATE) AS sold_week,
  sales.shop AS shop,
  SUM(sales.revenue) AS revenue,
  MIN(sales.rank) AS shop_order
FROM mart.sales AS sales
WHERE sales.day >= DATE '2017-10-30' AND sales.day < DATE '2017-11-27'
GROUP BY 1, 2
ORDER BY 1 ASC, 4
