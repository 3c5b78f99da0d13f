"""Whether files landed that the warehouse does not know: the probe of every landing table."""

from collections.abc import Collection, Iterable

from weir.fingerprint import of_text
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
    start: str,
    end: str | None = None,
    released: Collection[str] = (),
    everything: bool = False,
) -> list[str]:
    """Partition keys with a file that is new or replaced since it was last looked at.

    A file in quarantine is no news until it is replaced or released.

    Args:
        released: names of the files that are declared as left out.
        start: first partition key.
        end: first partition key after the last one, if there is a last one.
        everything: all partition keys that have a file.
    """
    files = [
        file
        for file in Landing(path, setting).list()
        if file.partition and file.partition >= start and (end is None or file.partition < end)
    ]
    if not everything:
        warehouse = open_warehouse()
        with warehouse.session("looking for new files", read_only=True) as session:
            known = Ledger(warehouse, (dataset, table)).entries(session)
            if (dataset, table) not in session.tables():
                known = {}
        files = [file for file in files if _is_news(file, known.get(file.name), released)]
    return sorted({file.partition for file in files if file.partition})


def _is_news(file: File, entry: Entry | None, released: Collection[str]) -> bool:
    if entry is None or entry.version != file.version:
        return True
    other = {QUARANTINED: file.name in released, RELEASED: file.name not in released}
    return other.get(entry.status, False)
