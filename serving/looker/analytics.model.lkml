connection: "warehouse"
label: "Weir"

include: "/views/*.view.lkml"
include: "/dashboards/*.dashboard.lookml"

explore: monthly_revenue {
  label: "Revenue by month"
}
explore: department_revenue {
  label: "Revenue by department"
}
explore: daily_spend {
  label: "Ad spend by day"
}
explore: campaign_performance {
  label: "Campaigns by month"
}
explore: channel_return {
  label: "Return by channel"
}
explore: customer_health {
  label: "Customers"
}
explore: audiences {
  label: "Audiences"
}
