# Grain: one row per month and channel; besides the ad channels there is Loyalty.
view: channel_return {
  sql_table_name: mart.mrt__marketing__channel_return ;;

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

  measure: spend {
    type: sum
    sql: ${TABLE}.spend_usd ;;
    value_format_name: usd_0
  }
  measure: adstocked_spend {
    type: sum
    sql: ${TABLE}.adstocked_spend_usd ;;
    value_format_name: usd_0
    label: "Spend with carry-over"
  }
  measure: claimed_value {
    type: sum
    sql: ${TABLE}.platform_value_usd ;;
    value_format_name: usd_0
    label: "Claimed by platforms"
  }
  measure: attributed_value {
    type: sum
    sql: ${TABLE}.attributed_value_usd ;;
    value_format_name: usd_0
    label: "Accepted by the shop"
    description: "The share of a platform's claim that the shop accepts."
  }
}
