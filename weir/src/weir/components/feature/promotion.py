"""Whether a newly trained version takes over the scoring."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from weir.components.declared import Declared


@dataclass(frozen=True)
class Judgement:
    """What a set of scores is worth on the holdout.

    Attributes:
        auc: area under the ROC curve.
        calibration_error: expected calibration error, as a share of 1.
    """

    auc: float
    calibration_error: float


class Promotion(Declared):
    """The rule for promotion. All figures are of the holdout, where every contender is scored.

    Attributes:
        over_baseline: AUC that a version must have above the baseline's, unless it is at least
            as good as the version that scores.
        tolerance: AUC that it may have below the version that scores.
        calibration_error: how large its calibration error may be, unless that of the version
            that scores is larger still.
    """

    over_baseline: Annotated[float, Field(ge=0, lt=1)]
    tolerance: Annotated[float, Field(ge=0, lt=1)]
    calibration_error: Annotated[float, Field(gt=0, le=1)]

    def refusal(
        self, candidate: Judgement, baseline_auc: float, incumbent: Judgement | None
    ) -> str | None:
        """Why the candidate is not promoted; None if it is."""
        if incumbent and candidate.auc < incumbent.auc - self.tolerance:
            return (
                f"AUC {candidate.auc:.3f} is worse than the scoring version's {incumbent.auc:.3f}"
            )
        as_good = incumbent is not None and candidate.auc >= incumbent.auc
        if candidate.auc < baseline_auc + self.over_baseline and not as_good:
            return (
                f"AUC {candidate.auc:.3f} is not {self.over_baseline} above the baseline's "
                f"{baseline_auc:.3f}"
            )
        limit = max(self.calibration_error, incumbent.calibration_error if incumbent else 0.0)
        if candidate.calibration_error > limit:
            return f"calibration error {candidate.calibration_error:.3f} is above {limit:.3f}"
        return None
