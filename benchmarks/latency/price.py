"""What the events of a day cost, in Dagster+ credits.

The rule (docs.dagster.io, Dagster+, "Credit usage", read in 2026): one credit for each step that
is executed, one for each materialization that a step emits; checks, sensors and materializations
that a sensor reports cost nothing. A credit is $0.04 in the Solo plan.
"""

DOLLARS = 0.04
RATES = (1, 10, 1000)  # events an hour
DAY = 86_400.0


def chains_of_a_day(rate: float, cooldown: float, lasting: float) -> float:
    """How often the chain runs in a day.

    Events that arrive while it runs, or cools down, are one.

    Args:
        rate: events an hour.
        cooldown: seconds between two chains.
        lasting: seconds of one chain.
    """
    return min(24.0 * rate, DAY / max(cooldown, lasting, 1.0))
