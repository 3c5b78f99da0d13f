"""The loyalty programme's system: campaigns, letters sent, coupons and their redemption."""

from sandbox.loyalty.api import TOKEN, create_app
from sandbox.loyalty.records import expose
from sandbox.world import World

__all__ = ["create_app", "expose", "settings"]


def settings(world: World, url: str) -> dict[str, str]:
    """The settings with which the API is found."""
    return {"LOYALTY_API_URL": url, TOKEN: world.secret(TOKEN)}
