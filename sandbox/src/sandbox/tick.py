"""Let days pass, whether the sandbox is served or not."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from sandbox import settings, systems
from sandbox.only import alone
from sandbox.world import World
from weir.errors import WeirError

PATIENCE = 600.0  # seconds; a big scale has much to write


def tick(state: Path, days: int) -> str:
    """Move the clock of the world in `state` forward; what it then says of itself.

    Raises:
        WeirError: there is no world, or it refuses.
    """
    if not (state / "world.db").is_file():
        raise WeirError(
            "there is no sandbox in this folder",
            where=state,
            fix="start it once first (`weir run` does)",
        )
    if url := settings.read(state).get("SANDBOX_URL"):
        try:
            return _ask(url, days)
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise _refusal(error) from error
            # Nobody listens: it was killed and could not remove the file.
    with alone(state):
        world = World(state)
        systems.follow(world)
        world.tick(days)
    return f"the sandbox's clock stands at {world.clock}"


def _ask(url: str, days: int) -> str:
    request = urllib.request.Request(  # noqa: S310 - loopback, from the sandbox's own file
        f"{url}/__sandbox/tick",
        data=json.dumps({"days": days}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        return str(json.loads(answer.read())["message"])


def _refusal(error: urllib.error.HTTPError) -> WeirError:
    try:
        said = json.loads(error.read())
        return WeirError(said["what"], where=said["where"], fix=said["fix"])
    except (ValueError, KeyError):
        return WeirError(f"the sandbox answered {error.code}", where=error.url)
