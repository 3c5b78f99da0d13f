"""dagster 1.13.27 has alembic read the history of its tables again whenever it opens its records.

To learn which revision is the newest, `dagster/_core/storage/sql.py` makes a new `ScriptDirectory`
for each of three storages, and alembic compiles some 90 scripts for each: two thirds of what a
sensor's tick costs, and as much at the start of each run. An installed package does not change
while a process runs.
"""

from functools import cache
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from dagster._core.storage.sql import ALEMBIC_SCRIPTS_LOCATION

_directory: Any = ScriptDirectory
_from_config: Any = ScriptDirectory.from_config


def remember_revisions() -> None:
    """Read Dagster's scripts here, once: for this process, and for those forked from it."""
    _directory.from_config = _remembered
    _of_dagster().as_revision_number("head")


def _remembered(config: Config) -> Any:
    if config.get_main_option("script_location") != ALEMBIC_SCRIPTS_LOCATION:
        return _from_config(config)
    return _of_dagster()


@cache
def _of_dagster() -> Any:
    config = Config()
    config.set_main_option("script_location", ALEMBIC_SCRIPTS_LOCATION)
    return _from_config(config)
