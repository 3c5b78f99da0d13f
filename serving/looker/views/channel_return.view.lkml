# Grain: one row per month and channel.
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
    label: "Claimed value"
  }
  measure: claimed_return {
    type: number
    sql: ${claimed_value} / NULLIF(${spend}, 0) ;;
    value_format: "0.00\"×\""
    label: "Claimed return"
  }
}
