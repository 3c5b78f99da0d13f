# Grain: one row per audience and customer.
view: audiences {
  sql_table_name: mart.mrt__customer__audiences ;;

  dimension: audience {
    type: string
    sql: CONCAT(
      UPPER(SUBSTR(${TABLE}.audience, 1, 1)), SUBSTR(REPLACE(${TABLE}.audience, '_', ' '), 2)
    ) ;;
  }
  measure: members {
    type: count
    value_format_name: decimal_0
  }
}
