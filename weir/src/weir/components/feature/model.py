"""A model: trained in process, kept as JSON in the registry, promoted by a rule."""

from collections.abc import Iterator
from typing import Annotated, Any

import dagster as dg
from pydantic import Field

from weir import fingerprint
from weir.components.automation import DEFAULT, Automated
from weir.components.declared import DeclaredComponent
from weir.components.feature import expression, origins, promotion_checks, step
from weir.components.feature.contract import TableName, address_of, verify
from weir.components.feature.frame import Frame
from weir.components.feature.output import Column, schema_metadata
from weir.components.feature.recipe import Recipe
from weir.components.feature.registry import COLUMNS, Registry
from weir.components.feature.scaffold import ModelScaffolder
from weir.components.feature.training import TRAINER, Outcome, Trainer
from weir.components.freshness import Freshness, facts, policy
from weir.components.reference import Reference, find
from weir.warehouse import open_warehouse

Results = list[dg.MaterializeResult[Any] | dg.AssetCheckResult]


@dg.scaffold_with(ModelScaffolder)
class Model(DeclaredComponent, Recipe):
    """A model: past frames of the features, a fit in process, a version in the registry.

    A version is appended only when the code, the training days or the rows differ from those of
    every version there is. A candidate that the promotion rule refuses is kept, not promoted: the
    version that scored before goes on scoring, and the check `promotion` fails without blocking.
    With no promoted version at all, the check `promoted_model` blocks what scores with it.
    A full refresh trains like any other run: the registry is history, nothing in it is redone.

    Attributes:
        registry: `dataset/table` of the versions; also the asset key. One model per registry.
        description: what the model predicts, for whom.
        owners: `team:name` or an e-mail address.
        group: group of the asset.
        tags: tags of the asset.
        freshness: when the asset is late, for example `{fail_window: 36h}`.
        automation: when it is made by itself: a name, or `{when:, cron:, timezone:, cooldown:}`.
    """

    registry: TableName
    description: Annotated[str, Field(min_length=1)]
    owners: list[str]
    group: str | None = None
    tags: Annotated[dict[str, str], Field(default_factory=dict)]
    freshness: Freshness | None = None
    automation: Automated = DEFAULT

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        parts = {name: find(getattr(self, name), context) for name in ("frame", "fit", "score")}
        where = context.path / "defs.yaml"
        address = address_of(self.registry)

        @dg.multi_asset(
            name=step.name(address),
            specs=[self.spec(parts)],
            check_specs=promotion_checks.specs(address, self.name, self.promotion),
            can_subset=True,  # so that its checks run without it
            pool=step.POOL,
        )
        def model(
            context: dg.AssetExecutionContext,
        ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
            with step.guarded(context):
                yield from self._execute(context, parts, where)

        return dg.Definitions(assets=[model])

    def spec(self, parts: dict[str, Reference]) -> dg.AssetSpec:
        """The asset, as the graph describes it."""
        columns = {name: Column(type=k, description=_MEANING[name]) for name, k in COLUMNS.items()}
        return dg.AssetSpec(
            dg.AssetKey(list(address_of(self.registry))),
            deps=[dg.AssetKey(list(declared.address)) for declared in self.inputs.values()],
            description=self.description,
            owners=self.owners,
            group_name=self.group,
            tags=self.tags,
            kinds={"ibis", "python"},
            code_version=fingerprint.of_text(self.feature_hash(parts), self.recipe_hash(parts)),
            freshness_policy=policy(self.freshness),
            automation_condition=self.automation.condition(),
            metadata={
                **facts(self.freshness),
                **schema_metadata(columns),
                "weir/origins": {"call": origins.CALL_OF_MODEL, "arguments": self.told(parts)},
            },
        )

    def told(self, parts: dict[str, Reference]) -> dict[str, Any]:
        """What the lineage of the registry's columns is worked out from."""
        told = {"inputs", "horizon_days", "features", "label", "name"}
        said = self.model_dump(mode="json", include=told)
        calls = {name: parts[name].call for name in ("frame", "fit")}
        return {"asset": self.registry, **said, **calls}

    def feature_hash(self, parts: dict[str, Reference]) -> str:
        """Hash of what describes an entity: the frame's code and the features' names."""
        return fingerprint.of_text(
            parts["frame"].fingerprint, expression.FINGERPRINT, *self.features
        )

    def recipe_hash(self, parts: dict[str, Reference]) -> str:
        """Hash of everything else that decides a version, apart from the data."""
        told = set(Recipe.model_fields) - {"frame", "fit", "score", "features"}
        return fingerprint.of_text(
            TRAINER,
            parts["fit"].fingerprint,
            parts["score"].fingerprint,
            self.model_dump_json(include=told),
        )

    def _execute(
        self, context: dg.AssetExecutionContext, parts: dict[str, Reference], where: object
    ) -> Results:
        warehouse = open_warehouse()
        address = address_of(self.registry)
        identity = warehouse.identity()
        made: Results = []
        outcome = None
        with warehouse.session(step.holder(context, address)) as session:
            registry = Registry(address, session, warehouse)
            if context.selected_asset_keys:
                verify(session, self.inputs, declared_in=where)
                frame = Frame(self, parts["frame"].load(), session, warehouse, where)
                trainer = Trainer(
                    frame=frame,
                    registry=registry,
                    fit=parts["fit"].load(),
                    score=parts["score"].load(),
                    feature_hash=self.feature_hash(parts),
                    recipe_hash=self.recipe_hash(parts),
                )
                outcome = trainer.train()
                rows = session.row_counts([address])[address]
                made.append(step.materialized(address, rows, identity, _metadata(outcome)))
            names = sorted(key.name for key in context.selected_asset_check_keys)
            reason = outcome.reason if outcome else None
            versions = registry.versions(self.name)
            made.extend(
                promotion_checks.results(
                    names,
                    address,
                    model=self.name,
                    rule=self.promotion,
                    versions=versions,
                    reason=reason,
                )
            )
        return made


def _metadata(outcome: Outcome) -> dict[str, Any]:
    if outcome.version is None:
        return {"trained": False, "reason": outcome.reason or ""}
    return {
        "trained": outcome.appended,
        "version": outcome.version.version,
        "promoted": outcome.version.promoted,
        "metrics": dg.JsonMetadataValue(outcome.version.metrics),
    }


_MEANING = {
    "name": "the model",
    "version": "day and hash of the training; the same training is the same version",
    "trained_as_of": "today when it was trained",
    "trained_from": "the earliest day as of which a training row describes an entity",
    "feature_hash": "fingerprint of the features' code",
    "metrics": "JSON: what it was judged by, on the holdout",
    "model": "JSON: its parameters",
    "promoted": "whether it took over the scoring",
    "created_at": "when the row was appended (wall clock, UTC); it decides nothing but the order",
}
