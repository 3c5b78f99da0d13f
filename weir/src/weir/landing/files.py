"""The files of one table in a landing bucket, local or remote."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from weir.environment import current
from weir.errors import WeirError
from weir.graph.partitions import BETWEEN
from weir.landing import gcs
from weir.retry import TransientError
from weir.retry.kinds import passing

PLACEHOLDER = re.compile(r"\{(\w+)\}")
DAY = r"\d{4}-\d\d-\d\d"
ANY = "[^/]+?"


@dataclass(frozen=True)
class File:
    """A file as the bucket lists it.

    Attributes:
        name: its path below the landing URL; what people call it.
        version: changes whenever the file is replaced.
        size: in bytes.
        values: what its name says in place of each of the path's columns, in the path's order.
        partition: the key of the partition that it holds; None where its name says nothing.
    """

    name: str
    version: str
    size: int
    values: tuple[str, ...] = ()
    partition: str | None = None


@dataclass(frozen=True)
class Landing:
    """Where the files of a table land.

    Attributes:
        path: path below the bucket, for example `pos/lines_{business_date}.parquet`. The words in
            braces are columns whose values a file's name carries: a file holds all rows with
            these values. Without braces there is one file, and it holds the whole table.
        setting: name of the setting that holds the bucket's URL (any that fsspec knows).
        dimension: of two columns, the one that is no day. A partition's key begins with the day.
    """

    path: str
    setting: str = "LANDING_URL"
    dimension: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values a file's name carries, in the path's order."""
        return tuple(PLACEHOLDER.findall(self.path))

    @cached_property
    def _place(self) -> tuple[Any, str]:
        import fsspec

        vendor: Any = fsspec
        url = current().setting(self.setting)
        try:
            files, root = vendor.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise WeirError(
                f"the landing bucket can't be opened: {error}",
                where=f"setting {self.setting} = {url}",
                fix="correct the URL, or install the package that fsspec names for it",
            ) from error
        return files, str(root).rstrip("/")

    def list(self) -> list[File]:
        """The files that match the path, by name; hidden ones (`.DS_Store`, `.~lock.…`) do not.

        Raises:
            WeirError: the bucket does not exist or can't be listed.
        """
        fixed = PLACEHOLDER.split(self.path)[0].rpartition("/")[0]
        try:
            infos = self._infos(fixed)
        except OSError as error:
            kind = TransientError if passing(error) else WeirError
            raise kind(
                f"the landing bucket can't be listed: {type(error).__name__}: {error}",
                where=f"setting {self.setting} = {current().setting(self.setting)}",
                fix=f"check that the bucket exists and may be read, or correct {self.setting}",
            ) from error
        return [file for name in sorted(infos) if (file := self._file(name, infos[name]))]

    def _infos(self, folder: str) -> dict[str, dict[str, Any]]:
        """What is known of the files below a folder, by their name below the landing URL."""
        url = current().setting(self.setting)
        if gcs.is_gcs(url):
            return gcs.objects(url, folder)
        files, root = self._place
        files.invalidate_cache()  # remote listings are cached for the life of the process
        found: dict[str, Any] = files.find(f"{root}/{folder}".rstrip("/"), detail=True)
        if not found and not files.exists(root):
            raise FileNotFoundError(root)
        prefix = f"{root}/"
        return {key.removeprefix(prefix): info for key, info in found.items()}

    def read(self, file: File) -> bytes:
        """The file's contents."""
        files, root = self._place
        content: bytes = files.cat_file(f"{root}/{file.name}")
        return content

    def _file(self, name: str, info: dict[str, Any]) -> File | None:
        tried = (pattern.fullmatch(name) for pattern in self._patterns)
        matched = next(filter(None, tried), None)
        if not matched:
            return None
        values = matched.groups()
        ordered = sorted(
            zip(self.columns, values, strict=True), key=lambda pair: pair[0] == self.dimension
        )
        key = BETWEEN.join(value for _, value in ordered)
        return File(name, _version(info), int(info.get("size") or 0), values, key or None)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        """What a name may look like, the likelier first.

        Beside a value, which may hold anything, a day is told by its form. A day of another form
        is kept as it stands there: whoever asks for news refuses it, and nobody leaves it out.
        """
        return self._pattern(DAY), self._pattern(ANY)

    def _pattern(self, day: str) -> re.Pattern[str]:
        text, *rest = PLACEHOLDER.split(self.path)
        pattern = re.escape(text)
        for column, after in zip(rest[::2], rest[1::2], strict=True):
            told = self.dimension and len(self.columns) > 1 and column != self.dimension
            # A part that begins with a dot was put there by a system or an editor.
            begin = "" if pattern and not pattern.endswith("/") else r"(?!\.)"
            pattern += f"{begin}({day if told else ANY})" + re.escape(after)
        return re.compile(pattern)


def _version(info: dict[str, Any]) -> str:
    """Etag or generation where the store has one, else size, time and inode."""
    for key in ("etag", "ETag", "generation", "md5Hash"):
        if info.get(key):
            return str(info[key]).strip('"')
    times = ("mtime", "LastModified", "last_modified", "created")
    changed = next((info[key] for key in times if info.get(key)), "")
    return f"{info.get('size')}-{changed}-{info.get('ino', '')}"
