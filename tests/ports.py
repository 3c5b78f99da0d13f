"""Ports of loopback."""

import socket


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def nowhere() -> str:
    """An address that refuses connections."""
    return f"http://127.0.0.1:{free_port()}"
