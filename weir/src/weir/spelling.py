"""How `weir` is called here: a command that is suggested must be ready to paste."""

import os
import shlex
import sys


def weir(words: str) -> str:
    """A command line of ours, as whoever started this process would write it.

    `uv run` puts the environment's folder on the path of what it starts, not of the shell: there,
    a bare `weir` is not found. It is known by the variable UV, which uv sets for its children.
    """
    return f"uv run weir {words}" if os.environ.get("UV") else f"weir {words}"


def command_line() -> str:
    """The command that started this process, to be repeated."""
    return weir(shlex.join(sys.argv[1:]))


def pasteable(text: str) -> str:
    """A text, with the commands in backticks spelled like that."""
    return text.replace("`weir ", f"`{weir('')}")
