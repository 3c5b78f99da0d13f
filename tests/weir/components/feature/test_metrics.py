"""The metrics that decide on a promotion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from weir.components.feature.metrics import auc, calibration_error

ROWS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.25000001, 0.9, 1.0])),
    min_size=2,
    max_size=60,
).filter(lambda rows: len({label for label, _ in rows}) == 2)


@given(ROWS)
def test_auc_is_that_of_scikit_learn_ties_included(rows: list[tuple[bool, float]]) -> None:
    labels, scores = [row[0] for row in rows], [row[1] for row in rows]
    assert auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores))


def test_auc_of_equal_labels_is_refused_instead_of_being_a_number() -> None:
    with pytest.raises(ValueError, match="all labels are equal"):
        auc([True, True], [0.1, 0.9])


def test_calibration_is_judged_where_the_score_is_not_on_average() -> None:
    labels = [False] * 50 + [True] * 50
    assert calibration_error(labels, [0.0] * 50 + [1.0] * 50) == 0.0
    assert calibration_error(labels, [0.2] * 50 + [0.8] * 50) == pytest.approx(0.2)
    random = np.random.default_rng(3)
    scores = random.random(20_000)
    drawn = [bool(value) for value in random.random(20_000) < scores]
    assert calibration_error(drawn, list(scores)) < 0.02
    assert calibration_error(drawn, list(scores**2)) > 0.1
