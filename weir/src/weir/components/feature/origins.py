"""The columns that a feature's columns are made of: its SQL is compiled, nothing is run."""

from collections.abc import Mapping, Sequence
from typing import Any

from weir.components.feature import expression
from weir.components.feature.contract import Input
from weir.components.feature.recipe import AS_OF
from weir.components.feature.registry import COLUMNS
from weir.components.feature.scoring import Scored
from weir.components.feature.types import Type
from weir.components.reference import imported
from weir.errors import WeirError
from weir.lineage.known import Known
from weir.lineage.model import Origin, Told
from weir.lineage.sql import origins as of_sql
from weir.warehouse import Warehouse, open_warehouse

CALL = "weir.components.feature.origins:origins"
CALL_OF_MODEL = "weir.components.feature.origins:of_model"
TRAINED = frozenset({"version", "metrics", "model", "promoted"})
DATED = frozenset({"trained_as_of", "trained_from"})


def origins(
    known: Known,
    *,
    asset: str,
    function: str,
    inputs: Mapping[str, Mapping[str, Any]],
    columns: Mapping[str, str],
    parameters: Mapping[str, Any],
    model: Mapping[str, str] | None,
) -> dict[str, Told]:
    """What the SQL of a feature says of its columns.

    Raises:
        WeirError: the function does not fit what `defs.yaml` declares.
    """
    warehouse = open_warehouse()
    declared = {name: Input.model_validate(entry) for name, entry in inputs.items()}
    types = {name: Type(kind) for name, kind in columns.items()}
    made = imported(function)

    def compiled(version: Any = None) -> str:
        arguments = {**expression.tables(declared, warehouse), **parameters}
        if version is not None:
            arguments["model"] = version
        return expression.select(made, arguments, types, warehouse, where=f"{asset}, {function}")

    if model is None:
        return {asset: of_inputs(compiled(), declared, warehouse)}
    scored = Scored(known.arguments(model["registry"]), model["registry"], model["name"])
    told = of_inputs(compiled(scored.version()), declared, warehouse)
    return {asset: scored.with_registry(told, compiled, warehouse.dialect)}


def of_inputs(sql: str, inputs: Mapping[str, Input], warehouse: Warehouse) -> Told:
    """The origins of a query over declared inputs."""
    tables = {"/".join(one.address): list(one.columns) for one in inputs.values()}
    prefix = warehouse.dataset("")
    return of_sql(sql, warehouse.dialect, tables, prefix=prefix)


def of_model(
    _: Known,
    *,
    asset: str,
    frame: str,
    inputs: Mapping[str, Mapping[str, Any]],
    horizon_days: int,
    features: Sequence[str],
    label: str,
    **_scoring: Any,
) -> dict[str, Told]:
    """What a model's registry is made of: its parameters of all that it was trained on.

    Raises:
        WeirError: the frame does not fit what `defs.yaml` declares.
    """
    warehouse = open_warehouse()
    declared = {name: Input.model_validate(entry) for name, entry in inputs.items()}
    arguments = {**expression.tables(declared, warehouse), "horizon_days": horizon_days}
    table = expression.built(imported(frame), arguments, where=f"{asset}, {frame}")
    told = of_inputs(expression.sql_of(table, warehouse), declared, warehouse)
    lacking = [one for one in (*features, label) if one not in told.columns or one in told.reasons]
    if lacking:
        raise WeirError(f"the SQL of {frame} does not tell what {lacking[0]} is made of")
    trained = tuple(dict.fromkeys(o for one in (*features, label) for o in told.columns[one]))
    today = (Origin(declared[AS_OF].table, AS_OF),)
    made = {
        column: trained if column in TRAINED else today if column in DATED else ()
        for column in COLUMNS
    }
    return {asset: Told(made, {})}
