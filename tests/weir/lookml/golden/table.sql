SELECT
  sales.shop AS shop,
  SUM(sales.revenue) AS revenue,
  COUNT(*) AS orders,
  MIN(sales.rank) AS shop_order
FROM mart.sales AS sales
WHERE (sales.rank < 3)
GROUP BY 1
ORDER BY 2 DESC, 4
LIMIT 10
