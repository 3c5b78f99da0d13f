"""How the shop's database is reached."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from weir.environment import current
from weir.errors import WeirError
from weir.retry import TransientError
from weir.retry.kinds import passing

SETTING = "SHOP_DATABASE_URL"
# Drivers wait for ever unless told not to, each by a name of its own; in seconds.
TIMEOUTS: dict[str, dict[str, Any]] = {
    "sqlite": {"timeout": 30},
    "postgresql": {"connect_timeout": 30},
    "mysql": {"connect_timeout": 30, "read_timeout": 600},
}


def engine() -> sa.Engine:
    """An engine for the shop's database.

    Raises:
        TransientError: the database does not answer for the moment.
        WeirError: it does not exist, or refuses.
    """
    url = sa.make_url(current().setting(SETTING))
    shown = url.render_as_string(hide_password=True)
    try:
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            # SQLite would make an empty database and then miss the tables in it.
            raise FileNotFoundError(url.database)
        made = sa.create_engine(url, connect_args=TIMEOUTS.get(url.get_backend_name(), {}))
        with made.connect():
            return made
    except (OSError, sa.exc.SQLAlchemyError) as error:
        kind = TransientError if passing(error) else WeirError
        raise kind(
            f"the shop's database can't be reached: {type(error).__name__}: {error}",
            where=f"setting {SETTING} = {shown}",
            fix=f"start the database, or correct {SETTING}",
        ) from error
