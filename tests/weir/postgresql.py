"""A PostgreSQL of the test's own: found on this machine, started in a folder, on a socket."""

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = "nobody"  # initdb refuses to run as root


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: Debian keeps them off the PATH."""
    found = shutil.which("pg_ctl")
    if found and (Path(found).resolve().parent / "initdb").exists():
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    return next((folder for folder in reversed(debian) if (folder / "initdb").exists()), None)


@contextmanager
def running(binaries: Path, folder: Path) -> Generator[str]:
    """Run a server while the block does; yields its URL.

    It listens on a Unix socket alone, in a folder with a short name: a socket's path has 107
    characters at most, and pytest's folders are deeper.
    """
    folder.mkdir(mode=0o755)
    data = folder / "data"
    data.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
        shutil.chown(data, UNPRIVILEGED)

    def call(*words: str) -> None:
        command = [str(binaries / words[0]), *words[1:]]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={UNPRIVILEGED}", "--clear-groups", *command]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    call("initdb", "-D", str(data), "-U", "weir", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg2://weir@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
