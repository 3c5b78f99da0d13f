"""The shop's operational database: orders, products and households in SQLite.

Its timestamps are text in the form in which SQLAlchemy writes a SQLite DATETIME
(https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#sqlalchemy.dialects.sqlite.DATETIME):
SQLite compares texts, so a cursor in another form would compare wrongly.
"""

from sandbox.shop.changes import set_total
from sandbox.shop.control import create_control
from sandbox.shop.tables import expose
from sandbox.world import World

__all__ = ["create_control", "expose", "set_total", "settings"]


def settings(world: World, _: str) -> dict[str, str]:
    """The setting with which the database is found."""
    return {"SHOP_DATABASE_URL": f"sqlite:///{world.database('shop')}"}
