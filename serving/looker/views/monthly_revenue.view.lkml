# Grain: one row per month of the shop (New York).
view: monthly_revenue {
  sql_table_name: mart.mrt__finance__monthly_revenue ;;

  dimension_group: revenue {
    type: time
    timeframes: [raw, month, quarter]
    datatype: date
    convert_tz: no
    label: "Revenue"
    sql: ${TABLE}.month ;;
  }

  measure: net_revenue {
    type: sum
    sql: ${TABLE}.revenue__total_usd ;;
    value_format_name: usd_0
    description: "What the shop takes for the goods, after loyalty discounts and coupon matches."
  }
  measure: loyalty_discount {
    type: sum
    sql: ${TABLE}.loyalty_discount_usd ;;
    value_format_name: usd_0
    label: "Loyalty discount"
  }
  measure: coupon_match {
    type: sum
    sql: ${TABLE}.coupon_match_usd ;;
    value_format_name: usd_0
    label: "Coupon match"
  }
  measure: ad_spend {
    type: sum
    sql: ${TABLE}.ad_spend_usd ;;
    value_format_name: usd_0
    label: "Ad spend"
  }
  measure: orders {
    type: sum
    sql: ${TABLE}.orders ;;
    value_format_name: decimal_0
  }
  measure: buyers {
    type: sum
    sql: ${TABLE}.buyers ;;
    value_format_name: decimal_0
    description: "Households that bought in a month; months can't be added up."
  }
  measure: average_order {
    type: number
    sql: ${net_revenue} / NULLIF(${orders}, 0) ;;
    value_format_name: usd
    label: "Average order"
  }
  measure: discount_rate {
    type: number
    sql: (${loyalty_discount} + ${coupon_match})
      / NULLIF(${net_revenue} + ${loyalty_discount} + ${coupon_match}, 0) ;;
    value_format_name: percent_1
    label: "Discount rate"
    description: "Loyalty discounts and coupon matches, of the price on the shelf."
  }
  measure: revenue_per_ad_dollar {
    type: number
    sql: ${net_revenue} / NULLIF(${ad_spend}, 0) ;;
    value_format: "0.0\"×\""
    label: "Revenue per ad dollar"
  }

  measure: net_revenue_last_month {
    type: sum
    sql: ${TABLE}.revenue__total_usd ;;
    filters: [revenue_month: "1 months ago for 1 months"]
    value_format_name: usd_0
    label: "Net revenue"
  }
  measure: net_revenue_month_before {
    type: sum
    sql: ${TABLE}.revenue__total_usd ;;
    filters: [revenue_month: "2 months ago for 1 months"]
    value_format_name: usd_0
  }
  measure: net_revenue_change {
    type: number
    sql: ${net_revenue_last_month} / NULLIF(${net_revenue_month_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: orders_last_month {
    type: sum
    sql: ${TABLE}.orders ;;
    filters: [revenue_month: "1 months ago for 1 months"]
    value_format_name: decimal_0
    label: "Orders"
  }
  measure: orders_month_before {
    type: sum
    sql: ${TABLE}.orders ;;
    filters: [revenue_month: "2 months ago for 1 months"]
    value_format_name: decimal_0
  }
  measure: orders_change {
    type: number
    sql: ${orders_last_month} / NULLIF(${orders_month_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: ad_spend_last_month {
    type: sum
    sql: ${TABLE}.ad_spend_usd ;;
    filters: [revenue_month: "1 months ago for 1 months"]
    value_format_name: usd_0
    label: "Ad spend"
  }
  measure: ad_spend_month_before {
    type: sum
    sql: ${TABLE}.ad_spend_usd ;;
    filters: [revenue_month: "2 months ago for 1 months"]
    value_format_name: usd_0
  }
  measure: ad_spend_change {
    type: number
    sql: ${ad_spend_last_month} / NULLIF(${ad_spend_month_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: average_order_last_month {
    type: number
    sql: ${net_revenue_last_month} / NULLIF(${orders_last_month}, 0) ;;
    value_format_name: usd
    label: "Average order"
  }
  measure: average_order_change {
    type: number
    sql: ${average_order_last_month}
      / NULLIF(${net_revenue_month_before} / NULLIF(${orders_month_before}, 0), 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: revenue_per_ad_dollar_last_month {
    type: number
    sql: ${net_revenue_last_month} / NULLIF(${ad_spend_last_month}, 0) ;;
    value_format: "0.0\"×\""
    label: "Revenue per ad dollar"
  }
  measure: revenue_per_ad_dollar_change {
    type: number
    sql: ${revenue_per_ad_dollar_last_month}
      / NULLIF(${net_revenue_month_before} / NULLIF(${ad_spend_month_before}, 0), 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: discount_rate_last_month {
    type: number
    sql: ${discounts_last_month}
      / NULLIF(${net_revenue_last_month} + ${discounts_last_month}, 0) ;;
    value_format_name: percent_1
    label: "Discount rate"
  }
  measure: discounts_last_month {
    type: sum
    sql: ${TABLE}.loyalty_discount_usd + ${TABLE}.coupon_match_usd ;;
    filters: [revenue_month: "1 months ago for 1 months"]
    value_format_name: usd_0
  }
  measure: discounts_month_before {
    type: sum
    sql: ${TABLE}.loyalty_discount_usd + ${TABLE}.coupon_match_usd ;;
    filters: [revenue_month: "2 months ago for 1 months"]
    value_format_name: usd_0
  }
  measure: discount_rate_change {
    type: number
    sql: ${discount_rate_last_month}
      / NULLIF(${discounts_month_before}
        / NULLIF(${net_revenue_month_before} + ${discounts_month_before}, 0), 0) - 1 ;;
    value_format_name: percent_1
  }
}
