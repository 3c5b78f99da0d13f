"""What the page of a dbt asset shows besides: its file, and the metrics that are made of it."""

import re
import warnings
from collections.abc import Mapping
from typing import Any

import dagster as dg

from weir.code_links import CODE
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.metrics import Metric
from weir.components.dbt.node import Node

METRICS = "metrics"


def shown(manifest: Manifest, node: Node, metrics: Mapping[str, list[Metric]]) -> dict[str, Any]:
    """Metadata of a model, seed or snapshot for people.

    Args:
        metrics: those of each table, by its unique id.
    """
    found: dict[str, Any] = {CODE: _code(manifest, node)}
    if of_it := metrics.get(node["unique_id"]):
        found[METRICS] = _table(of_it)
    return found


def _code(manifest: Manifest, node: Node) -> dg.CodeReferencesMetadataValue:
    """The node's file. Dagster adds that of the component itself."""
    path = manifest.project.environment.home.project / manifest.file(node)
    line = _line(path.read_text(), node["name"]) if path.suffix in (".yml", ".yaml") else 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        here = dg.LocalFileCodeReference(file_path=str(path), line_number=line, label=path.name)
        return dg.CodeReferencesMetadataValue(code_references=[here])


def _line(text: str, name: str) -> int:
    """The line in which a YAML file that holds several entries names one of them."""
    found = re.search(rf"^[ \-{{]*name:\s*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _table(found: list[Metric]) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "metric": one.name,
                    "type": one.type,
                    "expression": one.expression,
                    "description": one.description,
                }
            )
            for one in found
        ]
    )
