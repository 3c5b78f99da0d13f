"""Read the files of one load: a bad one is named and left out, the others go on."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from weir.columns import conform
from weir.errors import WeirError
from weir.landing import formats
from weir.landing.files import File, Landing

Reader = Callable[[bytes, str, Mapping[str, str]], pa.Table]
"""Contents, name and declared columns of a file to its rows."""

GROUP = 32_000_000  # bytes of files that are read side by side and handed on as one table
UNREADABLE = (pa.ArrowException, EOFError, KeyError, OSError, ValueError, WeirError)


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its number of rows, or the error that kept it out."""

    file: File
    rows: int | None
    error: str | None


class Intake:
    """The files that one load of a table reads. Each is read whole, so none is loaded in part.

    Args:
        landing: where they lie.
        columns: the table's declared columns.
        files: the files to read; all that lie there if None.
        allow_empty: whether a file without rows is good.

    Attributes:
        outcomes: what became of the files read so far.
    """

    def __init__(
        self,
        landing: Landing,
        columns: Mapping[str, str],
        files: Iterable[File] | None = None,
        *,
        allow_empty: bool = False,
    ) -> None:
        self.landing = landing
        self.columns = columns
        self.files = list(landing.list() if files is None else files)
        self.allow_empty = allow_empty
        self.outcomes: list[Outcome] = []

    def tables(self, read: Reader = formats.read) -> Generator[pa.Table]:
        """The rows of the good files, many small files in one table.

        Args:
            read: turns a file's contents into rows; Parquet and CSV by default.
        """
        self.outcomes = []
        with ThreadPoolExecutor(max_workers=8) as pool:
            for group in _groups(self.files):
                contents = pool.map(self.landing.read, group)
                pairs = zip(group, contents, strict=True)
                found = [
                    rows for file, content in pairs if (rows := self._rows(file, content, read))
                ]
                if found:
                    yield pa.concat_tables(found, promote_options="default")

    def _rows(self, file: File, content: bytes, read: Reader) -> pa.Table | None:
        try:
            rows = conform(read(content, file.name, self.columns), self.columns, file.name)
            self._verify(file, rows)
        except UNREADABLE as error:
            what = error.what if isinstance(error, WeirError) else f"can't be read: {error!r}"
            self.outcomes.append(Outcome(file, None, what))
            return None
        self.outcomes.append(Outcome(file, rows.num_rows, None))
        return rows

    def _verify(self, file: File, rows: pa.Table) -> None:
        """Refuse an empty file, and rows of another file, whose own they would replace."""
        if not rows.num_rows and not self.allow_empty:
            raise WeirError("the file has no rows", where=file.name)
        for column, own in zip(self.landing.columns, file.values, strict=True):
            values: list[Any] = rows.column(column).unique().to_pylist()
            strange = sorted(str(value) for value in values if str(value) != own)
            if strange:
                raise WeirError(
                    f"the file holds rows with {column} = {', '.join(strange[:3])}",
                    where=file.name,
                )


def _groups(files: list[File]) -> Iterator[list[File]]:
    group: list[File] = []
    size = 0
    for file in files:
        if group and size + file.size > GROUP:
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group
