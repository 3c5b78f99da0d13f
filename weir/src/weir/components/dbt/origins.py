"""What the columns of a dbt project's tables are made of: before a run, and as it goes."""

from pathlib import Path
from typing import Any

from weir.components.dbt.columns import ProjectColumns
from weir.components.dbt.keys import is_table
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import load
from weir.components.dbt.project import project as project_at
from weir.components.dbt.render import rendered
from weir.components.dbt.translation import Translation
from weir.lineage.facts import column_lineage
from weir.lineage.known import Known
from weir.lineage.model import UNNAMED, Origin, Told


def origins(known: Known, *, project: str, stock_keys: bool = False) -> dict[str, Told]:
    """What the rendered SQL of each model says; nothing is executed.

    Raises:
        WeirError: dbt can't parse the project.
    """
    manifest = load(project_at(project, stock_keys=stock_keys))
    lineage = Lineage(manifest)
    texts = rendered(manifest, lineage)
    columns = ProjectColumns(
        manifest, lineage, lambda unique_id: texts.get(unique_id, {}).get("sql"), known.columns
    )
    found: dict[str, Told] = {}
    for unique_id, node in manifest.nodes.items():
        if is_table(node):
            told = columns.of(unique_id)
            why = texts.get(unique_id, {}).get("error")
            key, table = columns.key(unique_id), columns.table(unique_id)
            found[key] = _because(told, why) if why else told
            if key != table:  # what reads it by its address has it from the same columns
                found[table] = _same(key, found[key])
    columns.remember()
    return found


class BuiltColumns:
    """The same of what a run has just built, from the SQL that it compiled."""

    def __init__(self, translation: Translation) -> None:
        self.translation = translation
        self._compiled: dict[str, str] = {}
        self._columns = ProjectColumns(translation.manifest, translation.lineage, self._sql, {})

    def facts(self, unique_id: str, compiled: str | None) -> dict[str, Any]:
        """The metadata of a materialization; empty where nothing can be told."""
        if compiled:
            self._compiled[unique_id] = compiled
        return column_lineage(self._columns.of(unique_id))

    def remember(self) -> None:
        """Keep what was worked out for the next run."""
        self._columns.remember()

    def _sql(self, unique_id: str) -> str | None:
        """What was compiled last: in this run, else in the one that built the table."""
        node = self.translation.manifest.nodes[unique_id]
        project = self.translation.manifest.project
        place = Path("compiled") / node["package_name"] / node["original_file_path"]
        path = self._compiled.get(unique_id) or project.target / place
        try:
            return (project.directory / path).read_text()
        except OSError:
            return None


def _same(key: str, told: Told) -> Told:
    """An asset with the columns of another one."""
    why = {UNNAMED: told.reasons[UNNAMED]} if UNNAMED in told.reasons else {}
    return Told({name: (Origin(key, name),) for name in told.columns}, why)


def _because(told: Told, why: str) -> Told:
    reason = f"its SQL can't be rendered before it runs: {why.strip().splitlines()[-1].strip()}"
    return Told(told.columns, {**dict.fromkeys(told.columns, reason), UNNAMED: reason})
