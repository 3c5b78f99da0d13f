"""`python -m sandbox`: serve the outside world in miniature, or let days pass in it."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from sandbox.world import DEFAULT_CLOCK
from weir.errors import WeirError
from weir.home import home


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    given = _parser().parse_args(arguments)
    state = (given.state or home().sandbox).expanduser().resolve()
    try:
        if given.command == "tick":
            from sandbox.tick import tick

            sys.stdout.write(f"{tick(state, given.days)}\n")
        else:
            from sandbox.serve import serve

            serve(state, clock=given.clock, scale=given.scale, port=given.port)
    except WeirError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve all systems until standard input ends")
    serve.add_argument(
        "--clock",
        type=date.fromisoformat,
        help=f"move the clock forward to this date (a new sandbox stands at {DEFAULT_CLOCK})",
    )
    serve.add_argument("--scale", type=int, help="households of a new sandbox, times N")
    serve.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    tick = commands.add_parser("tick", help="move the clock forward")
    tick.add_argument("--days", type=int, default=1)
    for command in (serve, tick):
        command.add_argument(
            "--state", type=Path, help="state folder (default: sandbox/ in Weir's state folder)"
        )
    return parser


def leave(code: int) -> None:
    """End the process at once.

    A sync may be at work in a thread: ending Python first, that thread would be unwound through
    pyarrow's C++, which aborts.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    try:
        leave(main())
    except SystemExit as end:  # a signal came, or the words were wrong
        leave(end.code if isinstance(end.code, int) else 1)
