"""What the soak must show, and whether it does."""

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.soak.memory import FLAT, Thirds, grown


@dataclass
class Verdict:
    """What came of it.

    Attributes:
        faults: what went wrong, how often.
        runs: how the runs ended.
        differing: marts and contacts that are not as in the replay.
        stuck: runs that hang, or took longer than any may.
        thirds: MB, by process.
        left: what `weir run --plan` would still do.
        exit_code: of `weir up`, after Ctrl-C.
    """

    ticks: int
    seconds: float = 0.0
    faults: Counter[str] = field(default_factory=Counter[str])
    runs: Counter[str] = field(default_factory=Counter[str])
    tables: int = 0
    differing: list[str] = field(default_factory=list[str])
    settled: bool = False
    stuck: list[str] = field(default_factory=list[str])
    thirds: dict[str, Thirds] = field(default_factory=dict[str, Thirds])
    left: str = ""
    exit_code: int | None = None

    @property
    def lines(self) -> list[tuple[str, bool, str]]:
        """What must be, whether it is, and the figures."""
        larger = grown(self.thirds)
        return [
            (
                "marts and contacts equal the replay without faults",
                bool(self.tables) and not self.differing,
                f"{self.tables} tables" if not self.differing else ", ".join(self.differing[:8]),
            ),
            ("the chain settles by itself", self.settled, f"{self.seconds:.0f} s in all"),
            ("nothing is left to do", "nothing to do" in self.left, self.left[:200]),
            (
                "no run is stuck",
                not self.stuck,
                ", ".join(self.stuck) or ", ".join(f"{n} {s}" for s, n in self.runs.items()),
            ),
            (
                f"memory of each process is flat within {FLAT:.0%}",
                bool(self.thirds) and not larger,
                ", ".join(larger) or f"{len(self.thirds)} processes",
            ),
            ("weir up ends in order", self.exit_code == 0, f"exit code {self.exit_code}"),
        ]

    @property
    def good(self) -> bool:
        """Whether all is as it must be."""
        return all(good for _, good, _ in self.lines)

    def text(self) -> str:
        """All of it, in Markdown."""
        found = [
            f"{self.ticks} ticks, {self.faults.total()} faults, {self.runs.total()} runs",
            "",
            "| must be | is | |",
            "|---|---|---|",
            *(f"| {what} | {_word(good)} | {how} |" for what, good, how in self.lines),
            "",
            "| process | MB, first third | middle | last | grown by |",
            "|---|---|---|---|---|",
            *(
                f"| {role} | {m.first:.0f} | {m.middle:.0f} | {m.last:.0f} | {m.growth:+.1%} |"
                for role, m in self.thirds.items()
            ),
            "",
            "| fault | times |",
            "|---|---|",
            *(f"| {fault} | {times} |" for fault, times in sorted(self.faults.items())),
        ]
        return "\n".join(found) + "\n"


def _word(good: bool) -> str:
    return "yes" if good else "**no**"
