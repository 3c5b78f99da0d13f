"""How a model is trained and judged, as `defs.yaml` says it."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, model_validator

from weir.components.declared import Declared
from weir.components.feature.contract import Input
from weir.components.feature.promotion import Promotion
from weir.components.feature.windows import Windows, windows

AS_OF = "as_of"


class Recipe(Declared):
    """What decides a model, apart from the data.

    Attributes:
        name: the model's name in the registry.
        frame: function of the inputs and of `horizon_days`, `module:function`: an ibis table with
            one row for each entity and day of `as_of`, with the features and the label. Written
            with the features' own expressions, so that training sees what scoring sees.
        fit: function (rows: Arrow table, features, label) -> parameters as JSON values.
        score: function (row: ibis table, parameters) -> ibis value, the probability.
        inputs: tables by argument name. `as_of` is the one-row table with today in its column
            `as_of`; the frame is given past days in its place.
        primary_key: columns that identify a row of the frame.
        features: the frame's columns that the model may use.
        label: the frame's column to predict, true or false.
        baseline: the feature whose value alone is the score to beat.
        horizon_days: how many days the label looks ahead; also the embargo, see `windows`.
        step_days: days between two training days.
        first_as_of: the first day with enough history behind it to describe a customer.
        most_windows: how many training days at most.
        promotion: the rule by which a version takes over.
    """

    name: str
    frame: str
    fit: str
    score: str
    inputs: Annotated[dict[str, Input], Field(min_length=1)]
    primary_key: Annotated[list[str], Field(min_length=1)]
    features: Annotated[list[str], Field(min_length=1)]
    label: str
    baseline: str
    horizon_days: Annotated[int, Field(gt=0)]
    step_days: Annotated[int, Field(gt=0)]
    first_as_of: date
    most_windows: Annotated[int, Field(gt=0)] = 12
    promotion: Promotion

    @model_validator(mode="after")
    def _names_agree(self) -> "Recipe":
        if AS_OF not in self.inputs or AS_OF not in self.inputs[AS_OF].columns:
            raise ValueError("inputs needs `as_of`, a table with a column `as_of`")
        if self.baseline not in self.features:
            raise ValueError(f"baseline {self.baseline!r} is not among the features")
        return self

    def windows(self, as_of: date) -> Windows | None:
        """The days to train and judge as of; None: too little history yet."""
        return windows(
            as_of,
            horizon_days=self.horizon_days,
            step_days=self.step_days,
            first=self.first_as_of,
            most=self.most_windows,
        )

    @property
    def first_possible(self) -> date:
        """The first "today" on which there is a training day."""
        return self.first_as_of + timedelta(days=2 * self.horizon_days)
