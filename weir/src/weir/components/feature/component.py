"""A feature: a table computed in the warehouse from a function of ibis tables."""

from collections.abc import Iterator
from typing import Annotated, Any

import dagster as dg
from pydantic import Field, model_validator

from weir import fingerprint
from weir.components.automation import DEFAULT, Automated
from weir.components.declared import DeclaredComponent
from weir.components.feature import expression, origins, step
from weir.components.feature.checks import TableChecks
from weir.components.feature.contract import Input, TableName, address_of, verify
from weir.components.feature.output import Column, schema_metadata
from weir.components.feature.registry import Choice, Registry, Version
from weir.components.feature.scaffold import FeatureScaffolder
from weir.components.freshness import Freshness, facts, policy
from weir.components.reference import Reference, find
from weir.lineage.facts import column_lineage
from weir.warehouse import Session, Warehouse, open_warehouse


@dg.scaffold_with(FeatureScaffolder)
class Feature(DeclaredComponent):
    """A feature table: a function of ibis tables, compiled to SQL and run in the warehouse.

    The function is pure: it takes the inputs (ibis tables), the parameters and, where one is
    declared, the promoted model by name, and returns an ibis table. It is compiled, never
    executed by ibis, and imported only when the step runs.

    Attributes:
        feature: the function, `module:function`; `.feature:rfm` lies beside this file.
        table: `dataset/table` that is replaced; also the asset key.
        description: what the table holds; its first sentence states the grain.
        inputs: tables it reads, by argument name. Their columns are the contract with whoever
            makes them: a missing or mistyped one fails the step before anything is replaced.
        columns: the output's columns, in order.
        primary_key: columns that identify a row; unique and not null is a blocking check.
        parameters: constants for the function.
        model: the promoted model that the function scores with.
        owners: `team:name` or an e-mail address.
        group: group of the asset.
        tags: tags of the asset.
        freshness: when the asset is late, for example `{fail_window: 36h}`.
        automation: when it is made by itself: a name, or `{when:, cron:, timezone:, cooldown:}`.
        allow_empty: whether a table without rows is legitimate.
    """

    feature: str
    table: TableName
    description: Annotated[str, Field(min_length=1)]
    inputs: Annotated[dict[str, Input], Field(min_length=1)]
    columns: Annotated[dict[str, Column], Field(min_length=1)]
    primary_key: Annotated[list[str], Field(min_length=1)]
    parameters: Annotated[dict[str, Any], Field(default_factory=dict)]
    model: Choice | None = None
    owners: list[str]
    group: str | None = None
    tags: Annotated[dict[str, str], Field(default_factory=dict)]
    freshness: Freshness | None = None
    automation: Automated = DEFAULT
    allow_empty: bool = False

    @model_validator(mode="after")
    def _key_is_made_of_columns(self) -> "Feature":
        unknown = [name for name in self.primary_key if name not in self.columns]
        if unknown:
            raise ValueError(f"primary_key names {', '.join(unknown)}, no column of the table")
        return self

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        reference = find(self.feature, context)
        where = context.path / "defs.yaml"
        address = address_of(self.table)
        checks = TableChecks(address, self.primary_key, self.allow_empty)

        @dg.multi_asset(
            name=step.name(address),
            specs=[self.spec(reference)],
            check_specs=checks.specs(),
            can_subset=True,  # so that its checks run without it
            pool=step.POOL,
        )
        def feature(
            context: dg.AssetExecutionContext,
        ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
            with step.guarded(context):
                yield from self._execute(context, reference, checks, where)

        return dg.Definitions(assets=[feature])

    def spec(self, reference: Reference) -> dg.AssetSpec:
        """The asset, as the graph describes it."""
        deps = [dg.AssetKey(list(declared.address)) for declared in self.inputs.values()]
        if self.model:
            deps.append(dg.AssetKey(list(address_of(self.model.registry))))
        return dg.AssetSpec(
            dg.AssetKey(list(address_of(self.table))),
            deps=deps,
            description=self.description,
            owners=self.owners,
            group_name=self.group,
            tags=self.tags,
            kinds={"ibis"},
            code_version=self.code_version(reference),
            freshness_policy=policy(self.freshness),
            automation_condition=self.automation.condition(),
            metadata={
                **facts(self.freshness),
                **schema_metadata(self.columns),
                "weir/origins": {"call": origins.CALL, "arguments": self.told(reference)},
                **({"weir/allow_empty": True} if self.allow_empty else {}),
            },
        )

    def told(self, reference: Reference) -> dict[str, Any]:
        """What the lineage of its columns is worked out from."""
        said = self.model_dump(mode="json", include={"inputs", "parameters", "model"})
        types = {name: column.type.value for name, column in self.columns.items()}
        return {"asset": self.table, "function": reference.call, "columns": types, **said}

    def code_version(self, reference: Reference) -> str:
        """Hash of what decides the rows: the function, its inputs, parameters and columns."""
        return fingerprint.of_text(
            reference.fingerprint,
            expression.FINGERPRINT,
            self.model_dump_json(include={"inputs", "parameters", "model", "primary_key"}),
            *(f"{name} {column.type}" for name, column in self.columns.items()),
        )

    def select(
        self, reference: Reference, warehouse: Warehouse, model: Version | None, where: object
    ) -> str:
        """The SELECT that makes the table, in the warehouse's dialect."""
        arguments = {**expression.tables(self.inputs, warehouse), **self.parameters}
        if model:
            arguments["model"] = model
        columns = {name: column.type for name, column in self.columns.items()}
        return expression.select(reference.load(), arguments, columns, warehouse, where=where)

    def _execute(
        self,
        context: dg.AssetExecutionContext,
        reference: Reference,
        checks: TableChecks,
        where: object,
    ) -> list[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        warehouse = open_warehouse()
        made: list[dg.MaterializeResult[Any] | dg.AssetCheckResult] = []
        names = sorted(key.name for key in context.selected_asset_check_keys)
        identity = warehouse.identity()
        with warehouse.session(step.holder(context, checks.address)) as session:
            if context.selected_asset_keys:
                sql, version = self._compiled(reference, warehouse, session, where)
                session.replace_table(checks.address, sql)
                rows = session.row_counts([checks.address])[checks.address]
                metadata: dict[str, Any] = {
                    "sql": dg.MetadataValue.md(f"```sql\n{sql}\n```"),
                    **column_lineage(origins.of_inputs(sql, self.inputs, warehouse)),
                }
                if version:
                    metadata["model_version"] = version
                made.append(step.materialized(checks.address, rows, identity, metadata))
            made.extend(checks.results(names, session, warehouse))
        return made

    def _compiled(
        self, reference: Reference, warehouse: Warehouse, session: Session, where: object
    ) -> tuple[str, str | None]:
        verify(session, self.inputs, declared_in=where)
        model = None
        if self.model:
            registry = Registry(address_of(self.model.registry), session, warehouse)
            model = registry.promoted(self.model.name)
        return self.select(reference, warehouse, model, where), model.version if model else None
