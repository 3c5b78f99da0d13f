"""Load one location as a code server does, with sockets blocked."""

import socket
import sys
from typing import NoReturn


def main() -> None:
    """Load it down to its asset graph."""

    def refuse(*_: object) -> NoReturn:
        raise OSError("a location must load without the network")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    from weir.graph.workspace import Location

    repository = Location(*sys.argv[1:3]).load().get_repository_def()
    assert repository.asset_graph.get_all_asset_keys()


if __name__ == "__main__":
    main()
