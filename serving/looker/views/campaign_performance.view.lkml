# Grain: one row per month, channel and campaign.
view: campaign_performance {
  sql_table_name: mart.mrt__marketing__campaign_performance ;;

  dimension_group: spend {
    type: time
    timeframes: [raw, month]
    datatype: date
    convert_tz: no
    label: "Spend"
    sql: ${TABLE}.month ;;
  }
  dimension: channel {
    type: string
    sql: ${TABLE}.channel ;;
  }
  dimension: campaign {
    type: string
    sql: ${TABLE}.campaign ;;
  }

  measure: spend {
    type: sum
    sql: ${TABLE}.spend ;;
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
}
