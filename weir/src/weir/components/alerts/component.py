"""The component that a `defs.yaml` names."""

from datetime import timedelta
from typing import Annotated

import dagster as dg
from pydantic import Field

from weir.alerts.problem import Kind
from weir.alerts.rules import DEFAULT, Rules, Threshold
from weir.alerts.teams import read_teams
from weir.alerts.tick import tick
from weir.automation.running import sensor_status
from weir.components.alerts.scaffold import AlertsScaffolder
from weir.components.declared import Declared, DeclaredComponent
from weir.components.duration import Duration


class Stands(Declared):
    """How long a problem must stand before it is told; both, where both are given."""

    looks: int = Field(default=1, ge=1, description="Looks in a row that must have seen it.")
    stands_for: Duration | None = Field(default=None, description="Since it began: 30s, 10m, 2h.")

    def threshold(self) -> Threshold:
        """As the rules take it."""
        seconds = self.stands_for.total_seconds() if self.stands_for else 0.0
        return Threshold(self.looks, seconds)


@dg.scaffold_with(AlertsScaffolder)
class Alerts(DeclaredComponent):
    """A sensor that tells the owners what stands wrong: one message for each cause."""

    teams: str = Field(
        description="The file with the teams and the settings that hold their addresses, relative "
        "to the code location's folder."
    )
    name: str = Field(default="alerts", description="Name of the sensor.")
    every: Duration = Field(default=timedelta(seconds=60), description="Time between two looks.")
    thresholds: Annotated[
        dict[Kind, Stands], Field(default_factory=dict, description="For each kind of problem.")
    ]
    recovered_after: int = Field(
        default=2, ge=1, description="Looks in a row without the problem before it counts as gone."
    )
    remind_every: Duration = Field(
        default=timedelta(days=1), description="After it, what still stands is told again."
    )

    def rules(self) -> Rules:
        """When what is told."""
        chosen = {kind: stands.threshold() for kind, stands in self.thresholds.items()}
        return Rules({**DEFAULT, **chosen}, self.recovered_after, self.remind_every.total_seconds())

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """The sensor."""
        teams = read_teams((context.project_root / self.teams).resolve())
        rules = self.rules()

        def evaluate(context: dg.SensorEvaluationContext) -> dg.SkipReason:
            return tick(context, teams, rules)

        sensor = dg.SensorDefinition(
            name=self.name,
            evaluation_fn=evaluate,
            minimum_interval_seconds=round(self.every.total_seconds()),
            default_status=sensor_status(),
            description="Tells the owners what stands wrong; see docs/alerts.md.",
        )
        return dg.Definitions(sensors=[sensor])
