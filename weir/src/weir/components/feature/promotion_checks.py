"""The two checks of a model: is there one that scores, and was the last candidate promoted."""

from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.components.feature.promotion import Promotion
from weir.components.feature.registry import Version, latest_promoted
from weir.warehouse.interface import Address

PROMOTED_MODEL = "promoted_model"
PROMOTION = "promotion"

TEXTS = {
    PROMOTED_MODEL: "a promoted version exists, so that scoring has a model",
    PROMOTION: "the last trained version was promoted; if not, the one before goes on scoring",
}


def specs(address: Address, model: str, rule: Promotion) -> list[dg.AssetCheckSpec]:
    """`promoted_model` blocks; `promotion` warns, for the incumbent can score."""
    return [
        dg.AssetCheckSpec(
            name,
            asset=dg.AssetKey(list(address)),
            blocking=name == PROMOTED_MODEL,
            description=text,
            metadata={"weir/fingerprint": _fingerprint(name, model, rule)},
        )
        for name, text in TEXTS.items()
    ]


def results(
    names: Iterable[str],
    address: Address,
    *,
    model: str,
    rule: Promotion,
    versions: Sequence[Version],
    reason: str | None,
) -> list[dg.AssetCheckResult]:
    """Judge the registry as it is.

    Args:
        names: the checks that are asked for.
        address: the registry.
        model: the model's name.
        rule: the rule that decided on promotion.
        versions: the model's versions, oldest first.
        reason: why this run trained none, if it could not.
    """
    last = versions[-1] if versions else None
    scoring = latest_promoted(versions)
    why = reason or (last.metrics.get("refused") if last else "no version was trained yet")
    verdicts: dict[str, tuple[bool, str]] = {
        PROMOTED_MODEL: (
            scoring is not None,
            f"{scoring.version} scores" if scoring else f"no version is promoted: {why}",
        ),
        PROMOTION: (
            last is not None and last.promoted,
            f"{last.version} was promoted" if last and last.promoted else f"not promoted: {why}",
        ),
    }
    metadata: dict[str, Any] = {
        "last_version": last.version if last else "none",
        "scoring_version": scoring.version if scoring else "none",
        "metrics": dg.JsonMetadataValue(last.metrics if last else {}),
    }
    return [
        dg.AssetCheckResult(
            passed=verdicts[name][0],
            check_name=name,
            asset_key=dg.AssetKey(list(address)),
            severity=(
                dg.AssetCheckSeverity.ERROR
                if name == PROMOTED_MODEL
                else dg.AssetCheckSeverity.WARN
            ),
            description=verdicts[name][1],
            metadata={"weir/fingerprint": _fingerprint(name, model, rule), **metadata},
        )
        for name in names
    ]


def _fingerprint(name: str, model: str, rule: Promotion) -> str:
    return fingerprint.of_text(name, model, rule.model_dump_json())
