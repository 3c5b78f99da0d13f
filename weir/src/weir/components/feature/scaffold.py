"""What `dg scaffold defs` writes: a feature and a model that load as they are."""

from pathlib import Path
from typing import Any

from dagster.components import Scaffolder, ScaffoldRequest

TEMPLATES = Path(__file__).parent / "templates"


class _FolderScaffolder(Scaffolder[Any]):
    """Copies a folder of templates, with the new component's name filled in."""

    folder: str

    def scaffold(self, request: ScaffoldRequest[Any]) -> None:
        name = request.target_path.name.replace("-", "_")
        for template in sorted((TEMPLATES / self.folder).iterdir()):
            text = template.read_text().replace("NAME", name).replace("TYPE", request.type_name)
            (request.target_path / template.name.removesuffix(".txt")).write_text(text)


class FeatureScaffolder(_FolderScaffolder):
    """A feature: `defs.yaml` and `feature.py`."""

    folder = "feature"


class ModelScaffolder(_FolderScaffolder):
    """A model: `defs.yaml` and `model.py`."""

    folder = "model"
