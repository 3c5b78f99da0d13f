"""The embargo: no label of the training days overlaps what the holdout has not seen."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from weir.components.feature.windows import windows

FIRST = date(2017, 4, 1)


@given(
    as_of=st.dates(FIRST, date(2030, 1, 1)),
    horizon=st.integers(1, 120),
    step=st.integers(1, 40),
    most=st.integers(1, 20),
)
def test_no_label_is_trained_on_that_the_holdout_will_be_asked(
    as_of: date, horizon: int, step: int, most: int
) -> None:
    days = windows(as_of, horizon_days=horizon, step_days=step, first=FIRST, most=most)
    if days is None:
        assert as_of < FIRST + timedelta(days=2 * horizon)
        return
    ahead = timedelta(days=horizon)
    assert max(days.train) + ahead <= days.holdout
    assert days.holdout + ahead <= as_of, "the holdout's labels are known today"
    assert min(days.train) >= FIRST
    assert list(days.train) == sorted(set(days.train))
    assert 1 <= len(days.train) <= most


def test_no_day_is_left_out_that_is_far_enough_back() -> None:
    days = windows(date(2017, 12, 1), horizon_days=60, step_days=14, first=FIRST, most=12)
    assert days is not None
    assert days.holdout == date(2017, 10, 2)
    assert days.train[-1] == date(2017, 8, 3)
    assert days.train[0] == date(2017, 4, 13)
    assert len(days.train) == 9
