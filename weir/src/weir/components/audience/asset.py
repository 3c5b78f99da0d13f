"""The audience as a Dagster asset: one step, one check, and where it is allowed to act."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from weir import fingerprint, gate
from weir.components.audience import origins
from weir.components.audience.declaration import Declaration
from weir.components.audience.guard import TAG, released
from weir.components.audience.ledger import Ledger
from weir.components.audience.sync import Outcome, Sink, Synchronization
from weir.environment import Environment, Name, current
from weir.errors import WeirError
from weir.retry.steps import step
from weir.warehouse import Warehouse, open_warehouse

CHECK = "rows_accepted"
HUBSPOT = "https://api.hubapi.com"
POOL = "crm"


def build(declaration: Declaration, spec: dg.AssetSpec) -> dg.AssetsDefinition:
    """The asset of an audience, with the check that tells of rows which the CRM refuses."""
    check = dg.AssetCheckSpec(
        CHECK,
        asset=spec.key,
        blocking=False,
        description="Every member was accepted by the CRM.",
        metadata={"weir/fingerprint": _check_fingerprint(declaration)},
    )

    @dg.multi_asset(
        name=f"audiences__{declaration.name}",
        specs=[spec],
        check_specs=[check],
        pool=POOL,
        can_subset=True,
    )
    def audience(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        with step(context):
            if spec.key in context.selected_asset_keys:
                yield _materialize(context, declaration, spec.key)
            if check.key in context.selected_asset_check_keys:
                yield _accepted(context, declaration, check)

    return audience


def _materialize(
    context: dg.AssetExecutionContext, declaration: Declaration, key: dg.AssetKey
) -> dg.MaterializeResult[Any]:
    held = gate.withheld(context)
    if key in held:
        raise dg.Failure(f"nothing was sent: {held[key]}", allow_retries=False)
    environment = current()
    warehouse = open_warehouse(environment)
    url = crm_url(environment)
    acts = environment.may_act_on(url)
    if acts:
        # Every location imports every component's module: a vendor's is imported where it is used.
        from weir.components.audience.hubspot import open_hubspot

        token = environment.setting("CRM_API_TOKEN")
        with open_hubspot(url, token, declaration.id_property, declaration.where) as sink:
            outcome = _synchronization(context, declaration, warehouse, sink).run()
    else:
        outcome = _synchronization(context, declaration, warehouse, None).run()
        context.log.warning(
            "dry run: %s may not change %s; nothing was sent", environment.name, url
        )
    return dg.MaterializeResult(
        asset_key=key,
        metadata={
            **_metadata(outcome, warehouse, url, dry_run=not acts),
            **origins.facts(declaration),
        },
    )


def crm_url(environment: Environment) -> str:
    """The CRM's address: the setting, or HubSpot's own where that is not set and not local."""
    try:
        return environment.setting("CRM_API_URL")
    except WeirError:
        if environment.name is Name.LOCAL:
            raise
        return HUBSPOT


def _holder(context: dg.AssetExecutionContext) -> str:
    return f"run {context.run.run_id[:8]} step {context.op_def.name}"


def _synchronization(
    context: dg.AssetExecutionContext,
    declaration: Declaration,
    warehouse: Warehouse,
    sink: Sink | None,
) -> Synchronization:
    return Synchronization(
        declaration=declaration,
        warehouse=warehouse,
        holder=_holder(context),
        run_id=context.run.run_id,
        sink=sink,
        released=released(context.run.tags.get(TAG), declaration.name),
        progress=context.log.info,
    )


def _metadata(
    outcome: Outcome, warehouse: Warehouse, url: str, *, dry_run: bool
) -> dict[str, dg.MetadataValue[Any] | int | str | bool]:
    counts = outcome.counts
    found: dict[str, dg.MetadataValue[Any] | int | str | bool] = {
        "dagster/row_count": counts.members,
        "weir/warehouse": warehouse.identity(),
        "crm": url,
        "members": counts.members,
        "added": counts.added,
        "removed": counts.removed,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "given_up": counts.given_up,
        "sent": outcome.sent,
        "rejected": outcome.rejected,
        "batches": outcome.batches,
        "dry_run": dry_run,
    }
    if dry_run:
        # Ids and kinds only: Dagster's records are read by more people than the CRM is.
        first = [{"customer": change.customer, "change": change.kind} for change in outcome.first]
        found["would_send"] = counts.pending
        found["would_send_first"] = dg.MetadataValue.json(first)
    return found


def _accepted(
    context: dg.AssetExecutionContext, declaration: Declaration, check: dg.AssetCheckSpec
) -> dg.AssetCheckResult:
    warehouse = open_warehouse()
    ledger = Ledger(warehouse, declaration.name, context.run.run_id)
    with warehouse.session(_holder(context)) as session:
        ledger.create(session)
        rows = ledger.rejected(session)
    given_up = sum(attempts >= declaration.max_attempts for _, attempts, _ in rows)
    text = f"the CRM refuses {len(rows)} rows; {given_up} are not tried again until they change"
    listed = [{"customer": c, "attempts": n, "reason": r} for c, n, r in rows[:20]]
    return dg.AssetCheckResult(
        passed=not rows,
        check_name=check.name,
        asset_key=check.asset_key,
        severity=dg.AssetCheckSeverity.WARN,
        description=text if rows else "the CRM has accepted every row",
        metadata={
            "weir/fingerprint": _check_fingerprint(declaration),
            "rejected": len(rows),
            "given_up": given_up,
            "rows": dg.MetadataValue.json(listed),
        },
    )


def _check_fingerprint(declaration: Declaration) -> str:
    return fingerprint.of_text(CHECK, str(declaration.max_attempts))
