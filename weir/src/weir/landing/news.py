"""Whether files landed that the warehouse does not know: the probe of every landing table."""

from collections.abc import Collection, Iterable

from weir.errors import WeirError
from weir.fingerprint import of_text
from weir.graph.partitions import Partitions, is_day
from weir.landing.files import File, Landing
from weir.landing.ledger import QUARANTINED, RELEASED, Entry, Ledger
from weir.warehouse import open_warehouse


def token(*, setting: str, path: str) -> str:
    """The state of a table's files: another one whenever a file comes, goes or is replaced."""
    files = Landing(path, setting).list()
    return of_text(*(f"{file.name} {file.version}" for file in files))


def tokens(*, setting: str, paths: Iterable[str], besides: str = "") -> str:
    """The state of several tables' files, and of whatever else decides what is news."""
    return of_text(besides, *(token(setting=setting, path=path) for path in paths))


def partitions(
    *,
    dataset: str,
    table: str,
    setting: str,
    path: str,
    start: str = "",
    end: str | None = None,
    dimension: str = "",
    values: Collection[str] = (),
    released: Collection[str] = (),
    everything: bool = False,
) -> list[str]:
    """Partition keys with a file that is new or replaced since it was last looked at.

    A file in quarantine is no news until it is replaced or released. One of a day before `start`,
    or at or after `end`, is none either: history may begin later on purpose. Loads count those.

    Args:
        released: names of the files that are declared as left out.
        start: first day; empty where there are no days.
        end: the day after the last one, if there is a last one.
        dimension: the column of the path that is no day, if there is one.
        values: its values.
        everything: all partition keys that have a file.

    Raises:
        WeirError: a file's name says no date where a day belongs, or a value that is not
            declared: it would be left out for ever.
    """
    known = Partitions("", start, end, dimension, tuple(values))
    files = [file for file in Landing(path, setting, dimension).list() if file.partition]
    for file in files:
        if file.name not in released:
            _refuse_strange(file, known, f"defs.yaml of {dataset}.{table}")
    files = [file for file in files if file.partition and file.partition in known]
    if not everything:
        warehouse = open_warehouse()
        with warehouse.session("looking for new files", read_only=True) as session:
            entries = Ledger(warehouse, (dataset, table)).entries(session)
            if (dataset, table) not in session.tables():
                entries = {}
        files = [file for file in files if _is_news(file, entries.get(file.name), released)]
    return sorted({file.partition for file in files if file.partition})


def _refuse_strange(file: File, known: Partitions, where: str) -> None:
    day, value = known.split(file.partition or "")
    if known.start and not is_day(day):
        raise WeirError(
            f"{file.name} is of the day {day!r}, which is no date of the form YYYY-MM-DD",
            where=f"{where}, files",
            fix="rename the file, or name it under `released`",
        )
    if known.values and value not in known.values:
        raise WeirError(
            f"{file.name} is of the {known.dimension} {value!r}, which is not declared",
            where=f"{where}, partitions.static.{known.dimension}",
            fix=f"add {value!r} there, or name the file under `released`",
        )


def _is_news(file: File, entry: Entry | None, released: Collection[str]) -> bool:
    if entry is None or entry.version != file.version:
        return True
    other = {QUARANTINED: file.name in released, RELEASED: file.name not in released}
    return other.get(entry.status, False)
