"""Metrics of dbt's semantic layer, by the table that they are made of.

https://docs.getdbt.com/docs/build/metrics-overview: a metric is made of measures of semantic
models, or of other metrics; a semantic model describes one model.
"""

from dataclasses import dataclass
from typing import Any

from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part, parts


@dataclass(frozen=True)
class Metric:
    """A metric as YAML says it; `expression` in its own terms, the filter included."""

    name: str
    type: str
    expression: str
    description: str


def metrics(manifest: Manifest, lineage: Lineage) -> dict[str, list[Metric]]:
    """The metrics of each table, by the table's unique id, in order of their names."""
    if not manifest.content.get("metrics"):
        return {}
    found: dict[str, list[Metric]] = {}
    for metric in sorted(manifest.content["metrics"].values(), key=lambda one: one["name"]):
        made = Metric(
            name=metric["name"],
            type=str(metric["type"]),
            expression=_expression(manifest, metric),
            description=str(metric.get("description") or metric.get("label") or ""),
        )
        for table in lineage.tables(_models(manifest, metric)):
            found.setdefault(table, []).append(made)
    return found


def _models(manifest: Manifest, node: Node) -> list[str]:
    """Unique ids of the models below a metric, through other metrics and semantic models."""
    found: dict[str, None] = {}
    between = {
        **manifest.content["metrics"],
        **manifest.content.get("semantic_models", {}),
    }
    for unique_id in parts(part(node, "depends_on"), "nodes"):
        if unique_id in between:
            found.update(dict.fromkeys(_models(manifest, between[unique_id])))
        elif unique_id in manifest.nodes:
            found.setdefault(unique_id)
    return list(found)


def _expression(manifest: Manifest, metric: Node) -> str:
    how = part(metric, "type_params")
    match str(metric["type"]):
        case "derived":
            said = str(how.get("expr") or "")
        case "ratio":
            said = f"{_input(how, 'numerator')} / {_input(how, 'denominator')}"
        case "conversion":
            inner = part(how, "conversion_type_params")
            said = f"{_input(inner, 'conversion_measure')} / {_input(inner, 'base_measure')}"
        case _:
            said = _measure(manifest, _input(how, "measure"))
            if window := how.get("window") or part(how, "cumulative_type_params").get("window"):
                said += f" over {window['count']} {window['granularity']}"
    wheres: list[Any] = parts(part(metric, "filter"), "where_filters")
    filters = [str(one["where_sql_template"]).strip() for one in wheres]
    return " where ".join([said, " and ".join(filters)]) if filters else said


def _input(how: dict[str, Any], name: str) -> str:
    return str(part(how, name).get("name") or "")


def _measure(manifest: Manifest, name: str) -> str:
    for model in manifest.content.get("semantic_models", {}).values():
        for measure in model["measures"]:
            if measure["name"] == name:
                return f"{measure['agg']}({measure.get('expr') or name})"
    return name
