# Grain: one row per day and channel.
view: daily_spend {
  sql_table_name: mart.mrt__marketing__daily_spend ;;

  dimension_group: spend {
    type: time
    timeframes: [raw, date, week, month]
    datatype: date
    convert_tz: no
    label: "Spend"
    sql: ${TABLE}.date_day ;;
  }
  dimension: channel {
    type: string
    sql: ${TABLE}.channel ;;
  }

  measure: spend {
    type: sum
    sql: ${TABLE}.spend_usd ;;
    value_format_name: usd_0
  }
  measure: clicks {
    type: sum
    sql: ${TABLE}.clicks ;;
    value_format_name: decimal_0
  }
  measure: impressions {
    type: sum
    sql: ${TABLE}.impressions ;;
    value_format_name: decimal_0
  }
  measure: conversions {
    type: sum
    sql: ${TABLE}.conversions ;;
    value_format_name: decimal_0
  }
  measure: claimed_value {
    type: sum
    sql: ${TABLE}.platform_value_usd ;;
    value_format_name: usd_0
    label: "Claimed value"
    description: "Sales that the ad platforms credit to themselves; the same sale can be claimed twice."
  }
  measure: cost_per_click {
    type: number
    sql: ${spend} / NULLIF(${clicks}, 0) ;;
    value_format_name: usd
    label: "Cost per click"
  }
  measure: click_rate {
    type: number
    sql: ${clicks} / NULLIF(${impressions}, 0) ;;
    value_format_name: percent_2
    label: "Click rate"
  }
  measure: claimed_return {
    type: number
    sql: ${claimed_value} / NULLIF(${spend}, 0) ;;
    value_format: "0.00\"×\""
    label: "Claimed return"
  }

  measure: spend_28d {
    type: sum
    sql: ${TABLE}.spend_usd ;;
    filters: [spend_date: "28 days ago for 28 days"]
    value_format_name: usd_0
    label: "Spend"
  }
  measure: spend_28d_before {
    type: sum
    sql: ${TABLE}.spend_usd ;;
    filters: [spend_date: "56 days ago for 28 days"]
    value_format_name: usd_0
  }
  measure: spend_change {
    type: number
    sql: ${spend_28d} / NULLIF(${spend_28d_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: clicks_28d {
    type: sum
    sql: ${TABLE}.clicks ;;
    filters: [spend_date: "28 days ago for 28 days"]
    value_format_name: decimal_0
    label: "Clicks"
  }
  measure: clicks_28d_before {
    type: sum
    sql: ${TABLE}.clicks ;;
    filters: [spend_date: "56 days ago for 28 days"]
    value_format_name: decimal_0
  }
  measure: clicks_change {
    type: number
    sql: ${clicks_28d} / NULLIF(${clicks_28d_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: impressions_28d {
    type: sum
    sql: ${TABLE}.impressions ;;
    filters: [spend_date: "28 days ago for 28 days"]
    value_format_name: decimal_0
    label: "Impressions"
  }
  measure: impressions_28d_before {
    type: sum
    sql: ${TABLE}.impressions ;;
    filters: [spend_date: "56 days ago for 28 days"]
    value_format_name: decimal_0
  }
  measure: claimed_value_28d {
    type: sum
    sql: ${TABLE}.platform_value_usd ;;
    filters: [spend_date: "28 days ago for 28 days"]
    value_format_name: usd_0
    label: "Claimed value"
  }
  measure: claimed_value_28d_before {
    type: sum
    sql: ${TABLE}.platform_value_usd ;;
    filters: [spend_date: "56 days ago for 28 days"]
    value_format_name: usd_0
  }
  measure: conversions_28d {
    type: sum
    sql: ${TABLE}.conversions ;;
    filters: [spend_date: "28 days ago for 28 days"]
    value_format_name: decimal_0
    label: "Conversions"
  }
  measure: conversions_28d_before {
    type: sum
    sql: ${TABLE}.conversions ;;
    filters: [spend_date: "56 days ago for 28 days"]
    value_format_name: decimal_0
  }
  measure: conversions_change {
    type: number
    sql: ${conversions_28d} / NULLIF(${conversions_28d_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: cost_per_click_28d {
    type: number
    sql: ${spend_28d} / NULLIF(${clicks_28d}, 0) ;;
    value_format_name: usd
    label: "Cost per click"
  }
  measure: cost_per_click_change {
    type: number
    sql: ${cost_per_click_28d}
      / NULLIF(${spend_28d_before} / NULLIF(${clicks_28d_before}, 0), 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: click_rate_28d {
    type: number
    sql: ${clicks_28d} / NULLIF(${impressions_28d}, 0) ;;
    value_format_name: percent_2
    label: "Click rate"
  }
  measure: click_rate_change {
    type: number
    sql: ${click_rate_28d}
      / NULLIF(${clicks_28d_before} / NULLIF(${impressions_28d_before}, 0), 0) - 1 ;;
    value_format_name: percent_1
  }
  measure: claimed_return_28d {
    type: number
    sql: ${claimed_value_28d} / NULLIF(${spend_28d}, 0) ;;
    value_format: "0.00\"×\""
    label: "Claimed return"
  }
  measure: claimed_return_change {
    type: number
    sql: ${claimed_return_28d}
      / NULLIF(${claimed_value_28d_before} / NULLIF(${spend_28d_before}, 0), 0) - 1 ;;
    value_format_name: percent_1
  }
}
