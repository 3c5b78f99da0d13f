"""Earlier loads, for what was made before its parent was loaded again."""

import dagster as dg

from weir.records import Loaded, loaded_of


class Past:
    """Finds the last load of an asset ahead of an event; each is looked up once."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance
        self._known: dict[tuple[str, int], Loaded | None] = {}

    def __call__(self, key: str, number: int) -> Loaded | None:
        if (key, number) not in self._known:
            self._known[key, number] = self._look(key, number)
        return self._known[key, number]

    def _look(self, key: str, number: int) -> Loaded | None:
        filtered = dg.AssetRecordsFilter(
            asset_key=dg.AssetKey.from_user_string(key), before_storage_id=number
        )
        found = self._instance.fetch_materializations(filtered, limit=1).records
        return loaded_of(found[0]) if found else None
