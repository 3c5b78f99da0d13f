"""What a process remembers between two decisions; losing it costs a retry, never an edge."""

from dataclasses import dataclass, field

from weir.automation.moment import Attempt

FIRST_RETRY = 60.0  # seconds; doubled by each failure
LAST_RETRY = 3600.0
PATIENCE = 900.0  # seconds that an asset waits for what is on its way upstream


@dataclass
class Failures:
    """The tries of one asset that made nothing, one after the other.

    Attributes:
        run_id: of the last one.
        count: how many.
        code: the asset's fingerprint when the last one was noticed.
    """

    run_id: str
    count: int
    code: str | None


@dataclass
class Memory:
    """What is remembered of a location's assets and checks.

    Attributes:
        waiting: when an asset that is due began to wait.
        failures: of assets whose last run made nothing.
        asked: for each check that was asked for by itself: what it was to judge, when, how often.
        looking: since when it waits for looks at sources.
        before: ids of runs that had failed when the location was loaded. They may have been of
            other code, so they are repeated at once; None until that was looked at.
    """

    waiting: dict[str, float] = field(default_factory=dict[str, float])
    failures: dict[str, Failures] = field(default_factory=dict[str, Failures])
    asked: dict[str, tuple[str, float, int]] = field(
        default_factory=dict[str, tuple[str, float, int]]
    )
    looking: float | None = None
    before: frozenset[str] | None = None

    def patient(self, key: str, now: float) -> bool:
        """Whether the asset may go on waiting; the first call starts its clock."""
        began = self.waiting[key] = min(self.waiting.get(key, now), now)  # a clock may step back
        return now - began < PATIENCE

    def awaits(self, source: str | None, now: float, longest: float) -> bool:
        """Whether a look at a source may be waited for; None: there is nothing to wait for."""
        if source is None:
            self.looking = None
            return False
        self.looking = now if self.looking is None else min(self.looking, now)
        return now - self.looking < longest

    def follow(self, key: str, parent: str) -> None:
        """Count the time that a parent has waited."""
        if parent in self.waiting:
            self.waiting.setdefault(key, self.waiting[parent])

    def retry_at(self, key: str, attempt: Attempt, code: str | None) -> float:
        """When a failed try may be repeated though nothing changed; 0 where its code did."""
        known = self.failures.get(key)
        if known is None or known.run_id != attempt.run_id:
            count = known.count + 1 if known else 1
            self.failures[key] = known = Failures(attempt.run_id, count, code)
        if known.code != code or attempt.run_id in (self.before or ()):
            return 0.0
        return attempt.at + pause(known.count)

    def may_ask(self, check: str, subject: str, now: float) -> bool:
        """Whether a check may be asked for by itself: once for a subject, then ever less often."""
        known = self.asked.get(check)
        return known is None or known[0] != subject or now >= known[1] + pause(known[2])

    def note_asked(self, check: str, subject: str, now: float) -> None:
        """Remember that a check was asked for."""
        known = self.asked.get(check)
        count = known[2] + 1 if known and known[0] == subject else 1
        self.asked[check] = (subject, now, count)

    def done(self, key: str) -> None:
        """Forget the troubles of an asset that is up to date."""
        self.waiting.pop(key, None)
        self.failures.pop(key, None)


def pause(failures: int) -> float:
    """Seconds to the next try after so many failures."""
    return min(FIRST_RETRY * 2 ** min(failures - 1, 16), LAST_RETRY)
