# Grain: one row per month and department.
view: department_revenue {
  sql_table_name: mart.mrt__finance__department_revenue ;;

  dimension_group: revenue {
    type: time
    timeframes: [raw, month]
    datatype: date
    convert_tz: no
    sql: ${TABLE}.month ;;
  }
  dimension: department {
    type: string
    sql: ${TABLE}.department ;;
  }
  measure: revenue {
    type: sum
    sql: ${TABLE}.revenue_usd ;;
    value_format_name: usd_0
    label: "Net revenue"
  }
}
