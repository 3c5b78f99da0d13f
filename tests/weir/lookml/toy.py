"""A small LookML project, whose lines tests replace one by one."""

from pathlib import Path

MODEL = """\
connection: "c"
include: "/*.view.lkml"
include: "/*.dashboard.lookml"
explore: sales {}
"""

VIEW = """\
view: sales {
  sql_table_name: mart.sales ;;
  dimension_group: sold {
    type: time
    timeframes: [date, week, month]
    datatype: date
    convert_tz: no
    sql: ${TABLE}.day ;;
  }
  dimension: shop { sql: ${TABLE}.shop ;; order_by_field: rank }
  dimension: rank { type: number sql: ${TABLE}.rank ;; }
  dimension: is_open { type: yesno sql: ${TABLE}.rank < 3 ;; }
  measure: revenue {
    type: sum
    sql: ${TABLE}.revenue ;;
    value_format_name: usd_0
  }
  measure: orders { type: count value_format_name: decimal_0 }
  measure: revenue_recent {
    type: sum
    sql: ${TABLE}.revenue ;;
    filters: [sold_date: "7 days ago for 7 days"]
    value_format_name: usd
  }
  measure: revenue_before {
    type: sum
    sql: ${TABLE}.revenue ;;
    filters: [sold_date: "14 days ago for 7 days"]
    value_format_name: usd
  }
  measure: change {
    type: number
    sql: ${revenue_recent} / NULLIF(${revenue_before}, 0) - 1 ;;
    value_format_name: percent_1
  }
}
"""

DASHBOARD = """\
- dashboard: shops
  title: Shops
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
  - name: Period
    type: field_filter
    default_value: 4 weeks ago for 4 weeks
    model: toy
    explore: sales
    field: sales.sold_date
  elements:
  - name: recent
    title: Revenue
    type: single_value
    model: toy
    explore: sales
    fields: [sales.revenue_recent, sales.change]
    show_comparison: true
    comparison_type: change
    comparison_label: vs week before
    row: 0
    col: 0
    width: 6
    height: 3
  - name: by_week
    title: By week
    type: looker_column
    model: toy
    explore: sales
    fields: [sales.sold_week, sales.shop, sales.revenue]
    pivots: [sales.shop]
    sorts: [sales.sold_week]
    stacking: normal
    listen: {Period: sales.sold_date}
    row: 3
    col: 0
    width: 12
    height: 6
  - name: table
    title: Table
    type: looker_grid
    model: toy
    explore: sales
    fields: [sales.shop, sales.revenue, sales.orders]
    sorts: [sales.revenue desc]
    filters:
      sales.is_open: "Yes"
    limit: 10
    row: 3
    col: 12
    width: 12
    height: 6
"""

ROWS = """
create schema if not exists mart;
create or replace table mart.sales as
select
  (date '2017-11-03' + to_days((i % 28)::int))::date as day,
  ['north', 'south', '<b>'][1 + i % 3] as shop,
  [2, 1, 3][1 + i % 3] as rank,
  (10 + i)::numeric(18, 2) as revenue
from range(84) as t(i)
"""

FILES = {"toy.model.lkml": MODEL, "sales.view.lkml": VIEW, "shops.dashboard.lookml": DASHBOARD}


def write(folder: Path, **replaced: tuple[str, str]) -> Path:
    """Write the project into a folder.

    Args:
        folder: the project's root.
        replaced: file's first word to (text, text that takes its place).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        old, new = replaced.pop(name.split(".")[1], ("", ""))
        assert old in text, f"{old!r} is not in {name}"
        (folder / name).write_text(text.replace(old, new, 1) if old else text)
    assert not replaced
    return folder
