"""What a sync reads from the ad platform: new days, and the last days that are restated."""

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from sandbox import ads
from sandbox.fivetran.model import Connection
from sandbox.world import World


@dataclass(frozen=True)
class Batch:
    """Rows for one table.

    Attributes:
        shape: the table.
        rows: what to upsert, without `_fivetran_synced`.
        window: first and last day that the rows stand for completely; None for a history.
    """

    shape: ads.Shape
    rows: pa.Table
    window: tuple[date, date] | None


def read(world: World, connection: Connection, as_of: date) -> list[Batch]:
    """The rows that a sync on `as_of` loads: everything the first time, then what may differ.

    A report is read again from six days before the last sync's day: these are the days that were
    younger than a week then. Of a history, the versions that are new or changed.
    """
    demand, answers = world.demand(), dict[tuple[date, date], dict[str, pa.Table]]()

    def ask(start: date, day: date) -> dict[str, pa.Table]:
        if (start, day) not in answers:
            answers[start, day] = ads.generate(
                connection.service,
                start=start,
                end=day,
                as_of=day,
                demand=demand,
                scale=world.scale,
            )
        return answers[start, day]

    batches: list[Batch] = []
    for shape in ads.CONNECTORS.get(connection.service, ()):
        state = connection.tables[shape.name]
        if not state.enabled:
            continue
        before = state.loaded_through
        start = _first_day(before)
        rows = ask(start, as_of)[shape.name]
        if shape.report:
            withdrawn = [date.fromisoformat(day) for day in connection.withdrawn]
            taken_back = pc.is_in(rows["date"], pa.array(withdrawn, pa.date32()))
            batches.append(Batch(shape, rows.filter(pc.invert(taken_back)), (start, as_of)))
        else:
            known = ask(before, before)[shape.name].to_pylist() if before else []
            new = [row not in known for row in rows.to_pylist()]
            batches.append(Batch(shape, rows.filter(pa.array(new, pa.bool_())), None))
    return batches


def _first_day(loaded_through: date | None) -> date:
    if loaded_through is None:
        return ads.FIRST_DAY
    return max(ads.FIRST_DAY, loaded_through - timedelta(days=ads.RESTATED_DAYS - 1))
