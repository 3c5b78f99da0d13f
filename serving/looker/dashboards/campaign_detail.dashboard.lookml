- dashboard: campaign_detail
  title: Campaign detail
  description: Which campaigns get the money, and what each of them brings.
  layout: newspaper
  preferred_viewer: dashboards-next

  filters:
  - name: Period
    title: Period
    type: field_filter
    default_value: 6 months ago for 6 months
    model: analytics
    explore: campaign_performance
    field: campaign_performance.spend_month
  - name: Channel
    title: Channel
    type: field_filter
    default_value: ""
    allow_multiple_values: true
    required: false
    model: analytics
    explore: daily_spend
    field: daily_spend.channel

  elements:
  - name: heading_last_days
    type: text
    title_text: Last 28 complete days
    subtitle_text: Compared with the 28 days before
    row: 0
    col: 0
    width: 24
    height: 1
  - name: spend
    title: Spend
    model: analytics
    explore: daily_spend
    type: single_value
    fields: [daily_spend.spend_28d, daily_spend.spend_change]
    show_comparison: true
    comparison_type: change
    comparison_reverse_colors: true
    show_comparison_label: true
    comparison_label: vs 28 days before
    listen:
      Channel: daily_spend.channel
    row: 1
    col: 0
    width: 4
    height: 3
  - name: clicks
    title: Clicks
    model: analytics
    explore: daily_spend
    type: single_value
    fields: [daily_spend.clicks_28d, daily_spend.clicks_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs 28 days before
    listen:
      Channel: daily_spend.channel
    row: 1
    col: 4
    width: 4
    height: 3
  - name: click_rate
    title: Click rate
    model: analytics
    explore: daily_spend
    type: single_value
    fields: [daily_spend.click_rate_28d, daily_spend.click_rate_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs 28 days before
    listen:
      Channel: daily_spend.channel
    row: 1
    col: 8
    width: 4
    height: 3
  - name: cost_per_click
    title: Cost per click
    model: analytics
    explore: daily_spend
    type: single_value
    fields: [daily_spend.cost_per_click_28d, daily_spend.cost_per_click_change]
    show_comparison: true
    comparison_type: change
    comparison_reverse_colors: true
    show_comparison_label: true
    comparison_label: vs 28 days before
    listen:
      Channel: daily_spend.channel
    row: 1
    col: 12
    width: 4
    height: 3
  - name: conversions
    title: Google conversions
    model: analytics
    explore: daily_spend
    type: single_value
    fields: [daily_spend.conversions_28d, daily_spend.conversions_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs 28 days before
    listen:
      Channel: daily_spend.channel
    row: 1
    col: 16
    width: 4
    height: 3
  - name: claimed_return
    title: Claimed return
    model: analytics
    explore: daily_spend
    type: single_value
    fields: [daily_spend.claimed_return_28d, daily_spend.claimed_return_change]
    show_comparison: true
    comparison_type: change
    show_comparison_label: true
    comparison_label: vs 28 days before
    listen:
      Channel: daily_spend.channel
    row: 1
    col: 20
    width: 4
    height: 3

  - name: heading_campaigns
    type: text
    title_text: Campaigns
    subtitle_text: Complete months
    row: 4
    col: 0
    width: 24
    height: 1
  - name: spend_by_campaign
    title: Spend by campaign
    model: analytics
    explore: campaign_performance
    type: looker_bar
    fields: [campaign_performance.campaign, campaign_performance.spend]
    sorts: [campaign_performance.spend desc]
    limit: 12
    listen:
      Period: campaign_performance.spend_month
      Channel: campaign_performance.channel
    row: 5
    col: 0
    width: 12
    height: 8
  - name: return_by_campaign
    title: Claimed return by campaign
    note_text: Value that the platform credits to the campaign, for each dollar spent
    note_state: expanded
    note_display: above
    model: analytics
    explore: campaign_performance
    type: looker_bar
    fields: [campaign_performance.campaign, campaign_performance.claimed_return]
    sorts: [campaign_performance.claimed_return desc]
    limit: 12
    listen:
      Period: campaign_performance.spend_month
      Channel: campaign_performance.channel
    row: 5
    col: 12
    width: 12
    height: 8
  - name: campaigns
    title: All campaigns
    model: analytics
    explore: campaign_performance
    type: looker_grid
    fields:
    - campaign_performance.channel
    - campaign_performance.campaign
    - campaign_performance.spend
    - campaign_performance.impressions
    - campaign_performance.clicks
    - campaign_performance.click_rate
    - campaign_performance.cost_per_click
    - campaign_performance.conversions
    - campaign_performance.claimed_value
    - campaign_performance.claimed_return
    sorts: [campaign_performance.spend desc]
    limit: 50
    series_cell_visualizations:
      campaign_performance.spend:
        is_active: true
      campaign_performance.claimed_value:
        is_active: true
    listen:
      Period: campaign_performance.spend_month
      Channel: campaign_performance.channel
    row: 13
    col: 0
    width: 24
    height: 10

  - name: heading_channels
    type: text
    title_text: Channels
    subtitle_text: How spend and its effect move over time
    row: 23
    col: 0
    width: 24
    height: 1
  - name: daily_spend
    title: Spend by day
    note_text: The last eight weeks
    note_state: expanded
    note_display: above
    model: analytics
    explore: daily_spend
    type: looker_line
    fields: [daily_spend.spend_date, daily_spend.channel, daily_spend.spend]
    pivots: [daily_spend.channel]
    sorts: [daily_spend.spend_date]
    filters:
      daily_spend.spend_date: 56 days ago for 56 days
    listen:
      Channel: daily_spend.channel
    row: 24
    col: 0
    width: 14
    height: 7
  - name: carry_over
    title: Spend, and spend with carry-over
    note_text: An ad works on after it was shown; the second line spreads its effect
    note_state: expanded
    note_display: above
    model: analytics
    explore: channel_return
    type: looker_line
    fields:
    - channel_return.spend_month
    - channel_return.spend
    - channel_return.adstocked_spend
    sorts: [channel_return.spend_month]
    filters:
      channel_return.channel: "-Loyalty"
      channel_return.spend_month: 12 months ago for 12 months
    listen:
      Channel: channel_return.channel
    row: 24
    col: 14
    width: 10
    height: 7
