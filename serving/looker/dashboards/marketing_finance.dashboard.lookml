- dashboard: marketing_finance
  title: Marketing & finance
  description: What the shop took, what it spent on advertising, and what came back.
  layout: newspaper
  preferred_viewer: dashboards-next

  filters:
  - name: Period
    title: Period
    type: field_filter
    default_value: 12 months ago for 12 months
    model: analytics
    explore: monthly_revenue
    field: monthly_revenue.revenue_month

  elements:
  - name: heading_last_month
    type: text
    title_text: Last complete month
    subtitle_text: Compared with the month before
    row: 0
    col: 0
    width: 24
    height: 1
  - name: net_revenue
    title: Net revenue
    model: analytics
    explore: monthly_revenue
    type: single_value
    fields: [monthly_revenue.net_revenue_last_month, monthly_revenue.net_revenue_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs month before
    row: 1
    col: 0
    width: 4
    height: 3
  - name: orders
    title: Orders
    model: analytics
    explore: monthly_revenue
    type: single_value
    fields: [monthly_revenue.orders_last_month, monthly_revenue.orders_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs month before
    row: 1
    col: 4
    width: 4
    height: 3
  - name: average_order
    title: Average order
    model: analytics
    explore: monthly_revenue
    type: single_value
    fields: [monthly_revenue.average_order_last_month, monthly_revenue.average_order_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs month before
    row: 1
    col: 8
    width: 4
    height: 3
  - name: discount_rate
    title: Discount rate
    model: analytics
    explore: monthly_revenue
    type: single_value
    fields: [monthly_revenue.discount_rate_last_month, monthly_revenue.discount_rate_change]
    show_comparison: true
    comparison_type: change
    comparison_reverse_colors: true
    show_comparison_label: true
    comparison_label: vs month before
    row: 1
    col: 12
    width: 4
    height: 3
  - name: ad_spend
    title: Ad spend
    model: analytics
    explore: monthly_revenue
    type: single_value
    fields: [monthly_revenue.ad_spend_last_month, monthly_revenue.ad_spend_change]
    show_comparison: true
    comparison_type: change
    comparison_reverse_colors: true
    show_comparison_label: true
    comparison_label: vs month before
    row: 1
    col: 16
    width: 4
    height: 3
  - name: revenue_per_ad_dollar
    title: Revenue per ad dollar
    model: analytics
    explore: monthly_revenue
    type: single_value
    fields:
    - monthly_revenue.revenue_per_ad_dollar_last_month
    - monthly_revenue.revenue_per_ad_dollar_change
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs month before
    row: 1
    col: 20
    width: 4
    height: 3

  - name: heading_finance
    type: text
    title_text: Revenue
    subtitle_text: Complete months
    row: 4
    col: 0
    width: 24
    height: 1
  - name: price_parts
    title: From shelf price to net revenue
    note_text: The bar's whole height is the price on the shelf
    note_state: expanded
    note_display: above
    model: analytics
    explore: monthly_revenue
    type: looker_column
    fields:
    - monthly_revenue.revenue_month
    - monthly_revenue.net_revenue
    - monthly_revenue.loyalty_discount
    - monthly_revenue.coupon_match
    sorts: [monthly_revenue.revenue_month]
    stacking: normal
    series_colors:
      monthly_revenue.net_revenue: "#1f5673"
      monthly_revenue.loyalty_discount: "#d98e32"
      monthly_revenue.coupon_match: "#e5c185"
    listen:
      Period: monthly_revenue.revenue_month
    row: 5
    col: 0
    width: 14
    height: 7
  - name: departments
    title: Net revenue by department
    note_text: The ten largest
    note_state: expanded
    note_display: above
    model: analytics
    explore: department_revenue
    type: looker_bar
    fields: [department_revenue.department, department_revenue.revenue]
    sorts: [department_revenue.revenue desc]
    limit: 10
    listen:
      Period: department_revenue.revenue_month
    row: 5
    col: 14
    width: 10
    height: 7

  - name: heading_marketing
    type: text
    title_text: Advertising
    subtitle_text: What the platforms claim is not what the shop can prove
    row: 12
    col: 0
    width: 24
    height: 1
  - name: weekly_spend
    title: Ad spend by week
    note_text: The last 26 complete weeks, Monday to Sunday
    note_state: expanded
    note_display: above
    model: analytics
    explore: daily_spend
    type: looker_area
    fields: [daily_spend.spend_week, daily_spend.channel, daily_spend.spend]
    pivots: [daily_spend.channel]
    sorts: [daily_spend.spend_week]
    stacking: normal
    filters:
      daily_spend.spend_date: 26 weeks ago for 26 weeks
    row: 13
    col: 0
    width: 14
    height: 7
  - name: return_of_ads
    title: What ads cost and what they bring
    note_text: Sales that platforms claim, the share that the shop accepts, and spend
    note_state: expanded
    note_display: above
    model: analytics
    explore: channel_return
    type: looker_line
    fields:
    - channel_return.spend_month
    - channel_return.claimed_value
    - channel_return.attributed_value
    - channel_return.spend
    sorts: [channel_return.spend_month]
    series_colors:
      channel_return.claimed_value: "#9aa5ae"
      channel_return.attributed_value: "#1f5673"
      channel_return.spend: "#c8752b"
    filters:
      channel_return.channel: "-Loyalty"
    listen:
      Period: channel_return.spend_month
    row: 13
    col: 14
    width: 10
    height: 7
  - name: months
    title: Month by month
    model: analytics
    explore: monthly_revenue
    type: looker_grid
    fields:
    - monthly_revenue.revenue_month
    - monthly_revenue.net_revenue
    - monthly_revenue.orders
    - monthly_revenue.buyers
    - monthly_revenue.average_order
    - monthly_revenue.discount_rate
    - monthly_revenue.ad_spend
    - monthly_revenue.revenue_per_ad_dollar
    sorts: [monthly_revenue.revenue_month desc]
    series_cell_visualizations:
      monthly_revenue.net_revenue:
        is_active: true
      monthly_revenue.ad_spend:
        is_active: true
    listen:
      Period: monthly_revenue.revenue_month
    row: 20
    col: 0
    width: 24
    height: 9
