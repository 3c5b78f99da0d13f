"""How far one Dagster run is: its steps, and what each has said."""

from dataclasses import dataclass, field

from weir.graph.model import Graph
from weir.override import Override
from weir.run.events import Checked, Ended, Event, Made, Planned, Retried, Started
from weir.run.outcome import Outcome


@dataclass
class Progress:
    """The steps of one run.

    Attributes:
        assets: what each step makes.
        began: when each step started.
        closed: blocking checks that failed, by the step that evaluated them.
        errors: the error of each asset whose step failed.
        explained: whether a failed step was seen, so that a failed run has its reason.
    """

    graph: Graph
    override: Override | None = None
    assets: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    began: dict[str, float] = field(default_factory=dict[str, float])
    closed: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    explained: bool = False

    def enter(self, event: Event, outcome: Outcome) -> str:
        """Enter an event into the outcome; the location that it belongs to."""
        keys = self.assets.setdefault(event.step, [])
        match event:
            case Planned(asset=asset):
                keys.append(asset)
            case Started(at=at):
                self.began[event.step] = at
            case Made(asset=asset, rows=rows):
                outcome.made[asset] = rows
            case Checked(asset=asset, name=name, passed=passed, severe=severe):
                check = self.graph.checks.get(f"{asset}:{name}")
                outcome.checks[f"{asset}:{name}"] = passed
                outcome.warned.discard(f"{asset}:{name}")
                if not passed and not severe:
                    outcome.warned.add(f"{asset}:{name}")
                if check is not None and check.blocking and severe and not passed:
                    self.closed.setdefault(event.step, set()).add(check.id)
            case Ended(at=at, error=error):
                location = self._location(event, keys)
                spent = at - self.began.get(event.step, at)
                outcome.seconds[location] = outcome.seconds.get(location, 0.0) + spent
                if error is not None:
                    self._fail(event.step, error, outcome)
            case Retried():
                pass  # it has neither ended nor made anything
        return self._location(event, keys)

    def _fail(self, step: str, error: str, outcome: Outcome) -> None:
        """Enter a step's failure.

        One that failed by overridden checks alone is excused; what else went wrong in it is
        found by what it did not make, for that is run once more.
        """
        self.explained = True
        closed = self.closed.get(step)
        if closed and self.override and closed <= set(self.override.checks):
            outcome.excused[step] = error
            return
        outcome.errors[step] = error
        self.errors.update(dict.fromkeys(self.assets[step], error))

    def _location(self, event: Event, keys: list[str]) -> str:
        if isinstance(event, Checked) and not keys:
            check = self.graph.checks.get(f"{event.asset}:{event.name}")
            return check.location if check else ""
        asset = self.graph.assets.get(event.asset) if isinstance(event, Made) else None
        if asset is None and keys:
            asset = self.graph.assets.get(keys[0])
        return asset.location if asset else ""
