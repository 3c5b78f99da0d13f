"""Every KPI of the demo's dashboards as plain SQL, written without looking at the LookML."""

MONTH = "from mart.mrt__finance__monthly_revenue where month = (select date_trunc('month', as_of) "
MONTH += "- to_months({back}) from int.int__calendar__as_of)"
DAYS = "from mart.mrt__marketing__daily_spend, int.int__calendar__as_of where date_day >= as_of "
DAYS += "- {first} and date_day < as_of - {end}"
HEALTH = "from mart.mrt__customer__health"


def _last_month(expression: str) -> str:
    return f"select {expression} {MONTH.format(back=1)}"


def _last_days(expression: str) -> str:
    return f"select {expression} {DAYS.format(first=28, end=0)}"


def _month_change(expression: str) -> str:
    before = f"select {expression} {MONTH.format(back=2)}"
    return f"select ({_last_month(expression)})::double / ({before})::double - 1"


def _days_change(expression: str) -> str:
    before = f"select {expression} {DAYS.format(first=56, end=28)}"
    return f"select ({_last_days(expression)})::double / ({before})::double - 1"


_MONTHLY = {
    "net_revenue": "revenue__total_usd",
    "orders": "orders",
    "average_order": "revenue__total_usd::double / orders",
    "discount_rate": "(loyalty_discount_usd + coupon_match_usd)::double "
    "/ (revenue__total_usd + loyalty_discount_usd + coupon_match_usd)",
    "ad_spend": "ad_spend_usd",
    "revenue_per_ad_dollar": "revenue__total_usd::double / ad_spend_usd",
}
_DAILY = {
    "spend": "sum(spend_usd)",
    "clicks": "sum(clicks)",
    "click_rate": "sum(clicks)::double / sum(impressions)",
    "cost_per_click": "sum(spend_usd)::double / sum(clicks)",
    "conversions": "sum(conversions)",
    "claimed_return": "sum(platform_value_usd)::double / sum(spend_usd)",
}

KPIS: dict[str, dict[str, str]] = {
    "marketing_finance": {
        **{f"monthly_revenue.{n}_last_month": _last_month(e) for n, e in _MONTHLY.items()},
        **{f"monthly_revenue.{n}_change": _month_change(e) for n, e in _MONTHLY.items()},
    },
    "campaign_detail": {
        **{f"daily_spend.{n}_28d": _last_days(e) for n, e in _DAILY.items()},
        **{f"daily_spend.{n}_change": _days_change(e) for n, e in _DAILY.items()},
    },
    "customer_health": {
        "customer_health.customers": f"select count(*) {HEALTH}",
        "customer_health.revenue_90d": f"select sum(monetary_90d_usd) {HEALTH}",
        "customer_health.at_risk": f"select count(*) {HEALTH} where churn_band = 'high'",
        "customer_health.at_risk_share": f"select avg((churn_band = 'high')::int) {HEALTH}",
        "customer_health.revenue_at_risk": "select sum(monetary_90d_usd) "
        f"{HEALTH} where churn_band in ('high', 'medium')",
        "customer_health.fatigued": f"select count(*) {HEALTH} where is_fatigued",
    },
}
