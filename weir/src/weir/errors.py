"""The one family of errors that a user meets."""


class WeirError(Exception):
    """Something is wrong that the reader of the message can put right.

    Args:
        what: what is wrong, as one sentence.
        where: the file, key, line, table or address that it is about.
        fix: what to do, starting with a verb.
    """

    def __init__(self, what: str, *, where: object = None, fix: str | None = None) -> None:
        self.what = what
        self.where = None if where is None else str(where)
        self.fix = fix
        super().__init__(self.text())

    def text(self) -> str:
        """The message as it is printed: one line each for what, where and what to do."""
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.fix:
            lines.append(f"  fix:   {self.fix}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()
