"""Train a version, judge it against the baseline and the version that scores, decide."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from weir import fingerprint
from weir.components.feature.frame import Frame, digest
from weir.components.feature.metrics import auc, calibration_error
from weir.components.feature.promotion import Judgement
from weir.components.feature.registry import Registry, Version, latest_promoted
from weir.components.feature.windows import Windows
from weir.errors import WeirError

_HERE = Path(__file__).parent
TRAINER = fingerprint.of_text(
    *(
        fingerprint.of_python(_HERE / f"{name}.py", _HERE)
        for name in ("training", "frame", "windows", "metrics", "promotion")
    )
)
"""What trains and judges: a change of it makes another version of the same recipe and rows."""


@dataclass(frozen=True)
class Outcome:
    """What became of a training.

    Attributes:
        version: the version of this code and data; None where none could be trained.
        appended: whether it is new in the registry.
        reason: why none could be trained.
    """

    version: Version | None
    appended: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class Trainer:
    """Trains one model in an open session.

    Attributes:
        fit: the location's function from rows to parameters.
        score: the location's function from an ibis table and parameters to a probability.
        feature_hash: fingerprint of the code that describes an entity.
        recipe_hash: fingerprint of everything else that decides a version, apart from the data.
    """

    frame: Frame
    registry: Registry
    fit: Callable[..., dict[str, Any]]
    score: Callable[..., Any]
    feature_hash: str
    recipe_hash: str

    def train(self) -> Outcome:
        """Append a version, unless the same training already stands in the registry.

        A version's name is a hash of code, days and rows: a step that was killed after it had
        appended its version finds it again, and a run without a change adds none.

        Raises:
            WeirError: the location's functions do not fit the recipe.
        """
        recipe = self.frame.recipe
        self.registry.ensure()
        as_of = self.frame.today()
        days = recipe.windows(as_of)
        if days is None:
            return Outcome(
                None,
                reason=f"too little history: today is {as_of}, the first version can be trained "
                f"on {recipe.first_possible}",
            )
        train, holdout = self._rows(days)
        for name, rows in (("training", train), ("holdout", holdout)):
            if len(set(_labels(rows, recipe.label))) < 2:  # noqa: PLR2004 - true and false
                return Outcome(None, reason=f"every {recipe.label} of the {name} rows is the same")
        data = fingerprint.of_text(digest(train), digest(holdout))
        text = fingerprint.of_text(
            self.feature_hash, self.recipe_hash, *map(str, days.train), str(days.holdout), data
        )
        name = f"{as_of}-{text[:8]}"
        versions = self.registry.versions(recipe.name)
        known = next((version for version in versions if version.version == name), None)
        if known:
            return Outcome(known)
        fitted = self.fit(train, recipe.features, recipe.label)
        # As it will be read back: sums in another order of the keys differ in their last bit.
        model = json.loads(json.dumps(fitted, sort_keys=True, allow_nan=False))
        metrics = self._judged(model, days.holdout, latest_promoted(versions))
        metrics |= {
            "train_rows": train.num_rows,
            "train_as_of": [day.isoformat() for day in days.train],
        }
        version = Version(
            name=recipe.name,
            version=name,
            trained_as_of=as_of,
            trained_from=days.train[0],
            feature_hash=self.feature_hash,
            metrics=metrics,
            model=model,
            promoted=metrics["refused"] is None,
        )
        self.registry.append(version)
        return Outcome(version, appended=True)

    def _rows(self, days: Windows) -> tuple[pa.Table, pa.Table]:
        return (
            self.frame.rows(self.frame.table(days.train)),
            self.frame.rows(self.frame.table([days.holdout])),
        )

    def _judged(
        self, model: dict[str, Any], holdout: date, incumbent: Version | None
    ) -> dict[str, Any]:
        """The metrics of the candidate, scored by the SQL that would score in production."""
        recipe = self.frame.recipe
        table = self.frame.table([holdout])
        scores = {"candidate": self.score(table, model)}
        if incumbent:
            # A version trained on a feature that is gone can't be compared, nor can it score.
            try:
                scores["incumbent"] = self.score(table, incumbent.model)
            except (AttributeError, KeyError, TypeError):
                incumbent = None
        found = self.frame.scored(table, scores)
        labels = [bool(label) for label in found["label"]]
        judged = {
            name: Judgement(auc(labels, found[name]), calibration_error(labels, found[name]))
            for name in scores
        }
        if not 0 <= min(found["candidate"]) <= max(found["candidate"]) <= 1:
            raise WeirError(
                "the score is no probability",
                where=self.frame.where,
                fix="let the function named by `score` return values between 0 and 1",
            )
        candidate, rival = judged["candidate"], judged.get("incumbent")
        baseline = auc(labels, found["baseline"])
        return {
            "auc": candidate.auc,
            "calibration_error": candidate.calibration_error,
            "baseline_auc": baseline,
            "incumbent_auc": rival.auc if rival else None,
            "incumbent": incumbent.version if incumbent else None,
            "predicted": sum(found["candidate"]),
            "observed": sum(labels),
            "holdout_rows": len(labels),
            "holdout_as_of": holdout.isoformat(),
            "refused": recipe.promotion.refusal(candidate, baseline, rival),
        }


def _labels(rows: pa.Table, label: str) -> list[bool]:
    column: Any = rows.column(label)
    labels: list[bool] = column.to_pylist()
    return labels
