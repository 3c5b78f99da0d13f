"""dagster 1.13.27's records of sensors, which are asked for their own tables at every look.

`SqlScheduleStorage.get_instigator_state` opens three connections to see whether the table that it
is about to read is there, and whether it was filled (`has_instigators_table`, `has_built_index`);
a sensor's tick does so several times. Neither is ever taken back, so a yes is remembered.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from dagster._core.storage.schedules import sql_schedule_storage

STORAGE: Any = sql_schedule_storage.SqlScheduleStorage
OWN = {name: getattr(STORAGE, name) for name in ("has_instigators_table", "has_built_index")}
_said: "WeakKeyDictionary[Any, set[tuple[Any, ...]]]" = WeakKeyDictionary()


def remember_tables() -> None:
    """Have this process's storages ask for a table of theirs until it is there, and no longer."""
    for name, method in OWN.items():
        setattr(STORAGE, name, _until_true(method))


def _until_true(method: Callable[..., bool]) -> Callable[..., bool]:
    def asked(self: Any, *arguments: Any) -> bool:
        yes = _said.setdefault(self, set())
        question = (method.__name__, *arguments)
        if question not in yes and method(self, *arguments):
            yes.add(question)
        return question in yes

    return asked
