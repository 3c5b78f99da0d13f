"""The systems of the sandbox, and where each of them is found."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from fastapi import APIRouter, FastAPI

from sandbox import circulars, crm, ecb, fivetran, inbox, loyalty, pos, shop
from sandbox.world import World

SOURCES: tuple[Callable[[World], None], ...] = (
    circulars.expose,
    shop.expose,
    pos.expose,
    loyalty.expose,
    ecb.expose,
)
APPS: dict[str, Callable[[World], FastAPI]] = {
    "loyalty": loyalty.create_app,
    "fivetran": fivetran.create_app,
    "hubspot": crm.create_app,
    "inbox": inbox.create_app,
}
CONTROLS: dict[str, Callable[[World], APIRouter]] = {
    "shop": shop.create_control,
    "pos": pos.create_control,
    "fivetran": fivetran.create_control,
    "crm": crm.create_control,
}


def expose(world: World) -> None:
    """Bring all sources up to the clock, two at a time: most of it is DuckDB's and Arrow's work."""
    with ThreadPoolExecutor(max_workers=2) as workers:
        for done in [workers.submit(source, world) for source in SOURCES]:
            done.result()


def follow(world: World) -> None:
    """Bring all sources up to the clock, and again whenever it moves."""
    expose(world)
    world.on_tick(lambda: expose(world))


def settings(world: World, url: str) -> dict[str, str]:
    """All settings with which the platform finds the systems; `url` is the server's address."""
    return {
        "SANDBOX_URL": url,
        "LANDING_URL": world.landing.as_uri(),
        **shop.settings(world, url),
        **loyalty.settings(world, f"{url}/loyalty"),
        **fivetran.settings(world, f"{url}/fivetran"),
        **crm.settings(world, f"{url}/hubspot"),
        **inbox.settings(f"{url}/inbox"),
    }
