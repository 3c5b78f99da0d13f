"""The same dbt project in another environment, as its prepared manifest says: what differs here."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from weir.components.dbt.manifest import FORMAT, Manifest
from weir.components.dbt.project import Project
from weir.components.dbt.translation import Translation, translate
from weir.errors import WeirError

PREPARED = "prepared.json"
KEEP = "keep the other environment's folder `.weir/dbt`, and name it"


@dataclass(frozen=True)
class Differences:
    """Unique ids of models, seeds, snapshots and tests.

    Attributes:
        modified: those whose fingerprint or address is another one there, new ones included.
        new: those that are not there.
    """

    modified: frozenset[str]
    new: frozenset[str]


def differences(here: Translation, there: Manifest) -> Differences:
    """What of a project is another than in the other environment.

    Two nodes are equal where their fingerprints are: those by which a plan finds that code
    changed. Dbt's own `state:modified` compares text, and takes a comment for a change.
    """
    mine, theirs = _marks(here), _marks(translate(there))
    return Differences(
        modified=frozenset(one for one, mark in mine.items() if theirs.get(one) != mark),
        new=frozenset(mine.keys() - theirs.keys()),
    )


def read(project: Project, folder: Path) -> Manifest:
    """The manifest that another environment prepared for this project.

    Args:
        folder: that environment's folder `.weir/dbt`.

    Raises:
        WeirError: it is not there, can't be read, or is of another kind of warehouse.
    """
    path = place(project, folder) / PREPARED
    try:
        document: dict[str, Any] = json.loads(path.read_text())
        inputs: dict[str, Any] = document["inputs"]
    except FileNotFoundError:
        raise WeirError(
            "there is no prepared manifest to compare with",
            where=path,
            # Dbt's manifest.json alone knows neither `vars` nor the contents of large seeds.
            fix=f"{KEEP}; `python -m weir.components.dbt` writes it",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeirError(f"it can't be read: {error!r}", where=path, fix=KEEP) from error
    if inputs["format"] != FORMAT:
        raise WeirError(
            "the manifest is of another version of weir",
            where=path,
            fix="prepare it there with the version that is used here",
        )
    if inputs["dialect"] != project.warehouse.dialect:
        raise WeirError(
            f"the manifest is of {inputs['dialect']}, and this environment's warehouse is "
            f"{project.warehouse.dialect}",
            where=path,
            fix="compare environments of one kind; WEIR_WAREHOUSE chooses it",
        )
    environment = replace(project.environment, dataset_prefix=inputs["prefix"])
    return Manifest(
        replace(project, environment=environment, lenient=True),
        document["manifest"],
        document["files"],
        document["variables"],
        environment=tuple(document["environment"]),
    )


def place(project: Project, folder: Path) -> Path:
    """Where a project's files lie in the folder `.weir/dbt` of an environment."""
    return folder / project.target.relative_to(project.environment.home.dbt_target)


def _marks(translation: Translation) -> dict[str, object]:
    tables = {
        unique_id: (spec.key, spec.code_version) for unique_id, spec in translation.assets.items()
    }
    tests = {
        unique_id: spec.metadata["weir/fingerprint"]
        for unique_id, spec in translation.checks.items()
    }
    return {**tables, **tests}
