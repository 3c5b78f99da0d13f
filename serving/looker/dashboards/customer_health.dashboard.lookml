- dashboard: customer_health
  title: Customer health
  description: Who buys, who is about to stop, and who hears from the shop too often.
  layout: newspaper
  preferred_viewer: dashboards-next

  elements:
  - name: heading_today
    type: text
    title_text: Today
    subtitle_text: Every household that ever bought
    row: 0
    col: 0
    width: 24
    height: 1
  - name: customers
    title: Customers
    model: analytics
    explore: customer_health
    type: single_value
    fields: [customer_health.customers]
    row: 1
    col: 0
    width: 4
    height: 3
  - name: revenue_90d
    title: Revenue, 90 days
    model: analytics
    explore: customer_health
    type: single_value
    fields: [customer_health.revenue_90d]
    row: 1
    col: 4
    width: 4
    height: 3
  - name: at_risk
    title: High churn risk
    model: analytics
    explore: customer_health
    type: single_value
    note_text: Likely not to buy for 60 days
    note_state: expanded
    note_display: above
    fields: [customer_health.at_risk]
    row: 1
    col: 8
    width: 4
    height: 3
  - name: at_risk_share
    title: Share at high risk
    model: analytics
    explore: customer_health
    type: single_value
    fields: [customer_health.at_risk_share]
    row: 1
    col: 12
    width: 4
    height: 3
  - name: revenue_at_risk
    title: Revenue at risk
    model: analytics
    explore: customer_health
    type: single_value
    note_text: Last 90 days, high or medium risk
    note_state: expanded
    note_display: above
    fields: [customer_health.revenue_at_risk]
    row: 1
    col: 16
    width: 4
    height: 3
  - name: fatigued
    title: Tired of mail
    model: analytics
    explore: customer_health
    type: single_value
    note_text: Mailed often, never redeemed
    note_state: expanded
    note_display: above
    fields: [customer_health.fatigued]
    row: 1
    col: 20
    width: 4
    height: 3

  - name: heading_segments
    type: text
    title_text: Segments
    subtitle_text: By recency, frequency and value of the orders
    row: 4
    col: 0
    width: 24
    height: 1
  - name: segments
    title: Customers by segment and churn risk
    model: analytics
    explore: customer_health
    type: looker_bar
    fields: [customer_health.segment, customer_health.churn_band, customer_health.customers]
    pivots: [customer_health.churn_band]
    sorts: [customer_health.segment]
    stacking: normal
    series_colors:
      low: "#4a8f7b"
      medium: "#e0b252"
      high: "#b8452f"
    row: 5
    col: 0
    width: 14
    height: 8
  - name: revenue_by_segment
    title: Revenue of the last 90 days by segment
    model: analytics
    explore: customer_health
    type: looker_bar
    fields: [customer_health.segment, customer_health.revenue_90d]
    sorts: [customer_health.revenue_90d desc]
    row: 5
    col: 14
    width: 10
    height: 8
  - name: segment_table
    title: What sets the segments apart
    model: analytics
    explore: customer_health
    type: looker_grid
    fields:
    - customer_health.segment
    - customer_health.customers
    - customer_health.churn_probability
    - customer_health.recency_days
    - customer_health.revenue_90d
    - customer_health.lifetime_revenue
    - customer_health.sends_90d
    - customer_health.redemptions_90d
    - customer_health.redemption_rate
    - customer_health.fatigued_share
    sorts: [customer_health.revenue_90d desc]
    series_cell_visualizations:
      customer_health.customers:
        is_active: true
      customer_health.revenue_90d:
        is_active: true
    row: 13
    col: 0
    width: 24
    height: 5

  - name: heading_action
    type: text
    title_text: Action
    subtitle_text: What marketing can do about it
    row: 18
    col: 0
    width: 24
    height: 1
  - name: risk_by_frequency
    title: Churn risk by frequency of buying
    note_text: Score 1 is the fifth that buys least often
    note_state: expanded
    note_display: above
    model: analytics
    explore: customer_health
    type: looker_column
    fields: [customer_health.frequency_score, customer_health.churn_band, customer_health.customers]
    pivots: [customer_health.churn_band]
    sorts: [customer_health.frequency_score]
    stacking: percent
    series_colors:
      low: "#4a8f7b"
      medium: "#e0b252"
      high: "#b8452f"
    row: 19
    col: 0
    width: 12
    height: 7
  - name: audiences
    title: Members of the audiences
    note_text: As they are sent to the CRM
    note_state: expanded
    note_display: above
    model: analytics
    explore: audiences
    type: looker_column
    fields: [audiences.audience, audiences.members]
    sorts: [audiences.members desc]
    row: 19
    col: 12
    width: 12
    height: 7
  - name: model
    title: Churn model in use
    model: analytics
    explore: customer_health
    type: looker_grid
    fields:
    - customer_health.model_version
    - customer_health.model_trained_date
    - customer_health.customers
    - customer_health.churn_probability
    - customer_health.at_risk
    sorts: [customer_health.model_version]
    row: 26
    col: 0
    width: 24
    height: 3
