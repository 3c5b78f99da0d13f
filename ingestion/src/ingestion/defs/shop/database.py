"""How the shop's database is reached."""

from pathlib import Path

import sqlalchemy as sa

from weir.environment import current
from weir.errors import WeirError

SETTING = "SHOP_DATABASE_URL"


def engine() -> sa.Engine:
    """An engine for the shop's database.

    Raises:
        WeirError: the database does not answer.
    """
    url = sa.make_url(current().setting(SETTING))
    shown = url.render_as_string(hide_password=True)
    try:
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            # SQLite would make an empty database and then miss the tables in it.
            raise FileNotFoundError(url.database)
        made = sa.create_engine(url)
        with made.connect():
            return made
    except (OSError, sa.exc.SQLAlchemyError) as error:
        raise WeirError(
            f"the shop's database can't be reached: {type(error).__name__}: {error}",
            where=f"setting {SETTING} = {shown}",
            fix=f"start the database, or correct {SETTING}",
        ) from error
