"""Charts as Vega-Lite specifications."""

import datetime as dt
from typing import Any

from weir.lookml.layout import Size
from weir.lookml.series import Chart

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
INK, MUTED, LINE, RULE = "#1b2530", "#5b6672", "#e6e9ec", "#c5ccd3"
MANY_DAYS = 100  # from here on an axis of days is labelled by months
FEW_DAYS = 20  # up to here by days, beyond by weeks
MANY_COLUMNS = 14
CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelPadding": 6,
        "gridColor": LINE,
        "domainColor": RULE,
        "tickColor": RULE,
        "title": None,
    },
    "text": {"font": FONT, "fontSize": 12, "color": INK},
}

Spec = dict[str, Any]


def specification(chart: Chart, size: Size) -> Spec:
    """The Vega-Lite specification of a chart at a size."""
    match chart.tile.element.type:
        case "looker_bar":
            layers = _bars(chart, axis="y", value="x")
        case "looker_column":
            layers = _bars(chart, axis="x", value="y", width=size.width)
        case kind:
            layers = _lines(chart, size, filled=kind == "looker_area")
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": size.width,
        "height": size.height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 2,
        "data": {"values": [_datum(chart, p) for p in chart.points]},
        "config": CONFIG,
        **layers,
    }


def _datum(chart: Chart, point: Any) -> dict[str, Any]:
    name = f"{point.series}, " if len(chart.names) > 1 else ""
    return {
        "at": point.axis if chart.axis.timeframe else point.label,
        "label": point.label,
        "series": point.series,
        "order": point.order,
        "value": point.value,
        "shown": point.shown,
        "says": f"{point.label}: {name}{point.shown}",
    }


def _color(chart: Chart) -> Spec:
    scale = {"domain": chart.names, "range": chart.colors}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": None}


def _stack(chart: Chart) -> str | None:
    return {"normal": "zero", "percent": "normalize"}.get(chart.tile.element.stacking)


def _values(chart: Chart, *, grid: bool) -> Spec:
    percent = _stack(chart) == "normalize"
    label = "format(datum.value, '.0%')" if percent else chart.measure.format.axis()
    look = {"grid": grid, "domain": False, "ticks": False, "tickCount": 5, "labelExpr": label}
    return {"field": "value", "type": "quantitative", "stack": _stack(chart), "axis": look}


def _bars(chart: Chart, *, axis: str, value: str, width: int = 0) -> Spec:
    """Bars (`axis` y) or columns (`axis` x), with the values written on them if there is room."""
    single = len(chart.names) == 1
    written = single and (axis == "y" or len(chart.labels) <= MANY_COLUMNS)
    look: Spec = {"domain": axis == "x", "ticks": False, "grid": False, "labelLimit": 170}
    look["labelAngle"] = 0
    if axis == "x":
        look["labelOverlap"] = "greedy"
        look["labelLimit"] = max(40, width // max(1, len(chart.labels)) - 4)
    bands = {"paddingInner": 0.32, "paddingOuter": 0.16}
    category: Spec = {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "scale": bands,
        "axis": look,
    }
    values = _values(chart, grid=not written)
    encoding: Spec = {axis: category, value: values, "color": _color(chart)}
    encoding["order"] = {"field": "order", "type": "quantitative"}
    encoding["description"] = {"field": "says"}
    if not single and _stack(chart) is None:
        encoding["yOffset" if axis == "y" else "xOffset"] = {"field": "series", "sort": chart.names}
    mark: Spec = {"type": "bar"}
    if single:
        mark["cornerRadiusEnd"] = 3
    layers: list[Spec] = [{"mark": mark, "encoding": encoding}]
    if written:
        values["axis"] = None
        values["scale"] = {"padding": 0, "nice": False}
        place = {"align": "left", "dx": 5} if axis == "y" else {"baseline": "bottom", "dy": -4}
        written_on: Spec = {**encoding, "text": {"field": "shown"}}
        del written_on["color"], written_on["order"], written_on["description"]
        layers.append({"mark": {"type": "text", **place}, "encoding": written_on})
    return {"layer": layers}


def _lines(chart: Chart, size: Size, *, filled: bool) -> Spec:
    """Lines or areas; invisible points on top of them carry what a pointer is told."""
    stack = _stack(chart) if filled else None
    values = {**_values(chart, grid=True), "stack": stack}
    at = _time(chart, size) if chart.axis.timeframe else _category()
    encoding: Spec = {"x": at, "y": values, "color": _color(chart)}
    encoding["order"] = {"field": "order", "type": "quantitative"} if filled else {"field": "at"}
    mark: Spec = {"type": "line", "strokeWidth": 2.25, "strokeJoin": "round"}
    if filled:
        mark = {"type": "area", "opacity": 0.92, "line": False}
    few = len(chart.labels) <= MANY_COLUMNS and not filled
    told = {"type": "point", "filled": True, "size": 46 if few else 90, "opacity": 1 if few else 0}
    hover: Spec = {"mark": told, "encoding": {**encoding, "description": {"field": "says"}}}
    if not filled:
        del hover["encoding"]["order"]
    return {"layer": [{"mark": mark, "encoding": encoding}, hover]}


def _category() -> Spec:
    return {"field": "label", "type": "ordinal", "sort": None, "axis": {"labelAngle": 0}}


def _time(chart: Chart, size: Size) -> Spec:
    """An axis of days in UTC: a date read in the machine's time zone could be the day before."""
    days = [dt.date.fromisoformat(point.axis) for point in chart.points]
    span = (max(days) - min(days)).days
    year = "(datum.index === 0 || utcmonth(datum.value) === 0) ? utcFormat(datum.value, '%Y') : ''"
    look: Spec = {"grid": False, "labelFlush": False, "labelOverlap": "greedy", "ticks": True}
    if span > MANY_DAYS:
        step = 1 + span // 31 * 46 // max(1, size.width)
        look["tickCount"] = {"interval": "month", "step": step}
        look["labelExpr"] = f"[utcFormat(datum.value, '%b'), {year}]"
    else:
        # Left alone, an axis too narrow for weeks is marked at the first of the month alone.
        interval, days_of = ("week", 7) if span > FEW_DAYS else ("day", 1)
        step = 1 + span // days_of * 58 // max(1, size.width)
        look["tickCount"] = {"interval": interval, "step": step}
        look["labelExpr"] = "utcFormat(datum.value, '%-d %b')"
    return {"field": "at", "type": "temporal", "scale": {"type": "utc"}, "axis": look}
