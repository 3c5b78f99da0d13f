# Grain: one row per household, as of the day after the last sales.
view: customer_health {
  sql_table_name: mart.mrt__customer__health ;;

  dimension: household_id {
    type: number
    primary_key: yes
    hidden: yes
    sql: ${TABLE}.household_id ;;
  }
  dimension: segment {
    type: string
    sql: CONCAT(
      UPPER(SUBSTR(${TABLE}.segment, 1, 1)), SUBSTR(REPLACE(${TABLE}.segment, '_', ' '), 2)
    ) ;;
  }
  dimension: churn_band {
    type: string
    sql: ${TABLE}.churn_band ;;
    order_by_field: churn_band_order
    label: "Churn risk"
  }
  dimension: churn_band_order {
    type: number
    hidden: yes
    sql: CASE ${TABLE}.churn_band WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END ;;
  }
  dimension: is_fatigued {
    type: yesno
    sql: ${TABLE}.is_fatigued ;;
  }
  dimension: frequency_score {
    type: number
    sql: ${TABLE}.f_score ;;
    label: "Frequency score"
  }
  dimension: model_version {
    type: string
    sql: ${TABLE}.model_version ;;
    label: "Model version"
  }
  dimension_group: model_trained {
    type: time
    timeframes: [date]
    datatype: date
    convert_tz: no
    label: "Model trained"
    sql: ${TABLE}.model_trained_as_of ;;
  }

  measure: customers {
    type: count_distinct
    sql: ${household_id} ;;
    value_format_name: decimal_0
  }
  measure: at_risk {
    type: count_distinct
    sql: ${household_id} ;;
    filters: [churn_band: "high"]
    value_format_name: decimal_0
    label: "High churn risk"
  }
  measure: at_risk_share {
    type: number
    sql: ${at_risk} / NULLIF(${customers}, 0) ;;
    value_format_name: percent_1
    label: "Share at high risk"
  }
  measure: fatigued {
    type: count_distinct
    sql: ${household_id} ;;
    filters: [is_fatigued: "yes"]
    value_format_name: decimal_0
    label: "Tired of mail"
  }
  measure: fatigued_share {
    type: number
    sql: ${fatigued} / NULLIF(${customers}, 0) ;;
    value_format_name: percent_1
    label: "Tired of mail"
  }
  measure: churn_probability {
    type: average
    sql: ${TABLE}.churn_probability ;;
    value_format_name: percent_1
    label: "Churn probability"
  }
  measure: recency_days {
    type: average
    sql: ${TABLE}.recency_days ;;
    value_format_name: decimal_0
    label: "Days since last order"
  }
  measure: revenue_90d {
    type: sum
    sql: ${TABLE}.monetary_90d_usd ;;
    value_format_name: usd_0
    label: "Revenue, 90 days"
  }
  measure: revenue_at_risk {
    type: sum
    sql: ${TABLE}.monetary_90d_usd ;;
    filters: [churn_band: "high,medium"]
    value_format_name: usd_0
    label: "Revenue at risk"
  }
  measure: lifetime_revenue {
    type: sum
    sql: ${TABLE}.monetary_usd ;;
    value_format_name: usd_0
    label: "Revenue so far"
  }
  measure: sends_90d {
    type: sum
    sql: ${TABLE}.sends_90d ;;
    value_format_name: decimal_0
    label: "Mailings, 90 days"
  }
  measure: redemptions_90d {
    type: sum
    sql: ${TABLE}.redemptions_90d ;;
    value_format_name: decimal_0
    label: "Redemptions, 90 days"
  }
  measure: redemption_rate {
    type: number
    sql: ${redemptions_90d} / NULLIF(${sends_90d}, 0) ;;
    value_format_name: percent_1
    label: "Redemptions per mailing"
  }
}
