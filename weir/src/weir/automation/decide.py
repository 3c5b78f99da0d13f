"""What a location asks for at one moment, and why the rest of what is due waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from weir.automation.memory import Memory
from weir.automation.moment import Moment
from weir.automation.need import need
from weir.automation.parents import parents as parents_of
from weir.automation.policy import Policy
from weir.automation.reached import Reached
from weir.automation.unlooked import LONGEST, unlooked
from weir.gate import held_back
from weir.graph.model import Check, Graph
from weir.plan.stages import kind


@dataclass(frozen=True)
class Decision:
    """What is asked for, with the reasons.

    Attributes:
        assets: keys to make, in one run.
        checks: ids of checks to evaluate in it, with their assets or alone.
        waiting: why something that is due is not asked for.
    """

    assets: Mapping[str, str] = field(default_factory=dict[str, str])
    checks: Mapping[str, str] = field(default_factory=dict[str, str])
    waiting: Mapping[str, str] = field(default_factory=dict[str, str])


def decide(
    graph: Graph,
    moment: Moment,
    memory: Memory,
    here: Iterable[str],
    checks_here: Iterable[str] = (),
    *,
    reads: Mapping[str, Iterable[str]] | None = None,
) -> Decision:
    """Decide for the assets `here`, looking at the whole graph.

    Args:
        here: keys that one run of the asking location can make together.
        checks_here: ids of the checks that the location evaluates by condition.
        reads: further tables that these checks read, by id. Such a check waits until all its
            tables are settled: in between it would compare the new with the old, and fail.
    """
    deciding = _Deciding(graph, moment, memory, frozenset(here), frozenset(checks_here))
    deciding.reads = {check: tuple(keys) for check, keys in (reads or {}).items()}
    return deciding.run()


@dataclass
class _Deciding:
    graph: Graph
    moment: Moment
    memory: Memory
    here: frozenset[str]
    checks_here: frozenset[str]
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    assets: dict[str, str] = field(default_factory=dict[str, str])
    checks: dict[str, str] = field(default_factory=dict[str, str])
    waiting: dict[str, str] = field(default_factory=dict[str, str])
    coming: dict[str, str] = field(default_factory=dict[str, str])
    held: dict[str, Check] = field(default_factory=dict[str, Check])
    failing: dict[str, Check] = field(default_factory=dict[str, Check])
    unlooked: str | None = None
    reached: Reached | None = None

    def run(self) -> Decision:
        self.failing = {
            check.asset: check for check in self.graph.checks.values() if self._failed(check)
        }
        source = unlooked(self.graph, self.moment, self.here)
        self.unlooked = source if self.memory.awaits(source, self.moment.now, LONGEST) else None
        foreign = {c for c in self.checks_here if self._is_foreign(self.graph.checks[c])}
        self._alone(foreign)
        for key in self.graph.order:
            if self.graph.assets[key].executable:
                self._asset(key)
        self.reached = Reached(self.graph, self.moment.made, self.assets)
        self._alone(self.checks_here - foreign)
        for check in self.checks_here:
            if any(t in self.assets for t in self._tables(check)) and not self._early(check):
                self.checks[check] = "with its asset"
        return Decision(self.assets, self.checks, self.waiting)

    def _is_foreign(self, check: Check) -> bool:
        """Whether another location makes its asset: whatever reads that may have to wait for it."""
        elsewhere = self.graph.assets[check.asset].location != check.location
        return elsewhere and check.asset not in self.here

    def _asset(self, key: str) -> None:
        asset = self.graph.assets[key]
        parents = parents_of(self.graph, key)
        self._inherit(key, parents)
        if key in self.moment.running:
            self.coming[key] = "a run is to make it"
            return
        if asset.automation is None:
            self.coming.pop(key, None)  # what moves above it does not move it
            return
        policy = Policy(**asset.automation)
        reason = need(asset, policy, self.moment, parents, self.assets)
        if reason is None:
            self.memory.done(key)
            if policy.when != "on_upstream_change":
                self.coming.pop(key, None)
            return
        rest = self._held(key) or self._resting(key, policy, parents) or self._missing(parents)
        if rest:
            self.waiting[key] = rest
            self.coming.pop(key, None)
            return
        wait = (
            self._unjudged(key, parents)
            or self._on_its_way(key, parents)
            or self._apart(key, parents)
            or self._queued(key)
        )
        for parent in parents:
            if parent in self.assets:  # its patience is at an end: so is that of what follows it
                self.memory.follow(key, parent)
        if wait and (key not in self.here or self.memory.patient(key, self.moment.now)):
            self.waiting[key] = wait
            self.coming[key] = reason
        elif key in self.here:
            self.assets[key] = reason
            self.coming.pop(key, None)
        else:
            self.coming[key] = reason

    def _inherit(self, key: str, parents: Iterable[str]) -> None:
        """Take over from the parents what holds back, and what is on its way."""
        for parent in parents:
            check = None if parent in self.assets else self.failing.get(parent)
            check = check or self.held.get(parent)
            if check is not None:
                self.held.setdefault(key, check)
            if parent in self.coming:
                self.coming.setdefault(key, self.coming[parent])

    def _held(self, key: str) -> str | None:
        check = self.held.get(key)
        if check is None:
            return None
        reason = held_back(self.graph, {check.asset: check}, [key])
        return f"held back: {reason[key]}"

    def _resting(self, key: str, policy: Policy, parents: Iterable[str]) -> str | None:
        """Why a failed or a very young asset is not made again yet."""
        now = self.moment.now
        attempt = self.moment.attempts.get(key)
        last = self.moment.made.get(key)
        latest = max(attempt.at if attempt else 0.0, last.at if last else 0.0)
        if policy.cooldown and now < latest + policy.cooldown:
            return f"cooling down for {latest + policy.cooldown - now:.0f} s"
        if attempt is None:
            return None
        code = self.graph.assets[key].fingerprint
        retry = self.memory.retry_at(key, attempt, code)
        changed = any(
            parent in self.assets
            or (
                (made := self.moment.made.get(parent)) is not None
                and made.number > attempt.number
                and made.run_id != attempt.run_id  # else by the very run that failed
            )
            for parent in parents
        )
        if changed or now >= retry:
            return None
        return f"its last run failed; tried again in {retry - now:.0f} s, or when something changes"

    def _missing(self, parents: Iterable[str]) -> str | None:
        for parent in parents:
            if (
                parent not in self.moment.made
                and parent not in self.assets
                and parent not in self.coming
            ):
                return f"{parent} was never materialized"
        return None

    def _on_its_way(self, key: str, parents: Iterable[str]) -> str | None:
        for parent in parents:
            if parent in self.coming:
                return f"waits for {parent}: {self.coming[parent]}"
        if self.unlooked and key in self.here:
            return f"waits for the source of {self.unlooked}: it may have news, too"
        return None

    def _apart(self, key: str, parents: Iterable[str]) -> str | None:
        """A parent that is asked for now, and in another run, since its partitions are others."""
        for parent in parents:
            if parent in self.assets and kind(self.graph, parent) != kind(self.graph, key):
                return f"waits for {parent}: {self.assets[parent]}"
        return None

    def _queued(self, key: str) -> str | None:
        """Whether a run of the same location has not begun: what comes meanwhile is one run."""
        if key in self.here and (queued := sorted(self.moment.queued & self.here)):
            return f"waits for the run of {queued[0]}, which is queued"
        return None

    def _unjudged(self, key: str, parents: Iterable[str]) -> str | None:
        """A check of a parent whose verdict on the last load is still to come."""
        for parent in parents:
            made = self.moment.made.get(parent)
            if made is None or parent in self.assets:
                continue
            for check in self.graph.checks_of[parent]:
                verdict = self.moment.judged.get(check.id)
                if not check.blocking or (verdict is not None and verdict.of >= made.number):
                    continue
                together = check.id in self.checks and key in self.here
                elsewhere = check.location != self.graph.assets[parent].location
                at_work = made.run_id in self.moment.open_runs or check.id in self.moment.judging
                if (at_work or elsewhere) and not together:
                    return f"waits for check {check.name} of {parent}"
        return None

    def _failed(self, check: Check) -> bool:
        verdict = self.moment.judged.get(check.id)
        return check.blocking and verdict is not None and not verdict.passed and verdict.severe

    def _newer(self, check: str, at: float) -> str | None:
        for other in self.reads.get(check, ()):
            made = self.moment.made.get(other)
            if made is not None and made.at > at:
                return other
        return None

    def _tables(self, check: str) -> tuple[str, ...]:
        """A check's own asset, and what else it reads."""
        return (self.graph.checks[check].asset, *self.reads.get(check, ()))

    def _early(self, check: str) -> bool:
        """Whether one of a check's tables is still to be made, and not by what is asked for.

        Or one of several is held back, not by the check itself, or rests, or waits for its clock:
        the check would compare the new with the old, and fail without anybody's fault.
        """
        tables = self._tables(check)
        if any(t in self.moment.running or t in self.coming for t in tables):
            return True
        if len(tables) == 1:
            return False
        if any(self._left_behind(t, check) for t in tables):
            return True
        known = [t for t in tables if t not in self.held]
        return self.reached is not None and self.reached.behind(known) is not None

    def _left_behind(self, table: str, check: str) -> bool:
        cause = self.held.get(table)
        return cause.id != check if cause else table in self.waiting

    def _alone(self, ids: Iterable[str]) -> None:
        """Ask for checks that have not judged the last load of their asset."""
        for name in sorted(ids):
            check = self.graph.checks[name]
            made = self.moment.made.get(check.asset)
            if (
                made is None
                or check.asset in self.assets
                or made.run_id in self.moment.open_runs
                or name in self.moment.judging
            ):
                continue
            verdict = self.moment.judged.get(name)
            reason = None
            if verdict is None:
                reason = "never run"
            elif verdict.of < made.number:
                reason = "its asset was made after it"
            elif other := self._newer(name, verdict.at):
                reason = f"{other} was made after it"
            elif check.fingerprint is not None and check.fingerprint != verdict.fingerprint:
                reason = "the check changed"
            elif check.every is not None and self.moment.now - verdict.at >= check.every:
                reason = "time may have changed it"
            timed = f" {verdict.at}" if verdict is not None and check.every is not None else ""
            also = [m.number for o in self.reads.get(name, ()) if (m := self.moment.made.get(o))]
            subject = f"{made.number} {also} {check.fingerprint}{timed}"
            if (
                reason
                and self.memory.may_ask(name, subject, self.moment.now)
                and not self._early(name)
            ):
                self.memory.note_asked(name, subject, self.moment.now)
                self.checks[name] = reason
