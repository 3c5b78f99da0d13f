"""The rule by which a version takes over."""

import pytest

from weir.components.feature.promotion import Judgement, Promotion

RULE = Promotion(over_baseline=0.03, tolerance=0.01, calibration_error=0.05)
GOOD = Judgement(auc=0.88, calibration_error=0.02)


@pytest.mark.parametrize(
    ("candidate", "baseline", "incumbent", "reason"),
    [
        (GOOD, 0.85, None, None),
        (GOOD, 0.86, None, "not 0.03 above the baseline's 0.860"),
        (GOOD, 0.86, Judgement(0.88, 0.02), None),
        (GOOD, 0.86, Judgement(0.885, 0.02), "not 0.03 above the baseline's 0.860"),
        (GOOD, 0.84, Judgement(0.885, 0.02), None),
        (GOOD, 0.84, Judgement(0.895, 0.02), "worse than the scoring version's 0.895"),
        (Judgement(0.9, 0.06), 0.84, None, "calibration error 0.060 is above 0.050"),
        (Judgement(0.9, 0.06), 0.84, Judgement(0.88, 0.05), "is above 0.050"),
        (Judgement(0.9, 0.06), 0.84, Judgement(0.88, 0.07), None),
    ],
)
def test_a_version_takes_over_only_where_it_is_no_step_back(
    candidate: Judgement, baseline: float, incumbent: Judgement | None, reason: str | None
) -> None:
    found = RULE.refusal(candidate, baseline, incumbent)
    if reason is None:
        assert found is None
    else:
        assert found is not None
        assert reason in found
