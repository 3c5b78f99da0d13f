"""A LookML project: one model, its views, explores and dashboards."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from weir.errors import WeirError
from weir.lookml import lkml_file, references, yaml_file
from weir.lookml.block import Block, Scalar
from weir.lookml.dashboard import Dashboard, dashboard
from weir.lookml.query import query
from weir.lookml.view import Explore, View, explore, view

ANY_DAY = dt.date(2000, 1, 1)  # stands for today where filters are only read, not asked
MODEL, VIEW, DASHBOARD = ".model.lkml", ".view.lkml", ".dashboard.lookml"


@dataclass(frozen=True)
class Project:
    """All that a LookML project defines."""

    root: Path
    model: str
    views: dict[str, View]
    explores: dict[str, Explore]
    dashboards: dict[str, Dashboard]

    def dashboard(self, name: str) -> Dashboard:
        """The dashboard of that name, which must exist."""
        return self.dashboards[name]

    def explores_of(self, found: Dashboard) -> list[Explore]:
        """The explores that a dashboard asks, in the order of their names."""
        names = {tile.explore for tile in found.tiles}
        names |= {filter_.explore for filter_ in found.filters.values()}
        return [self.explores[name] for name in sorted(names)]


def load(root: Path, *, dated: bool = True) -> Project:
    """Read a LookML project as strictly as Looker's own validator would.

    Args:
        root: the folder that Looker reads.
        dated: whether some day counts as today; without one, relative dates are refused.

    Raises:
        WeirError: something is not LookML, not supported, unknown, or not included in the
            model; with file and line.
    """
    model = _model(root)
    included = _included(root, model)
    views: dict[str, View] = {}
    for path in _files(root, VIEW, included):
        file = lkml_file.read(path)
        file.only("view")
        for block in file.blocks("view"):
            _refuse_second(block, views)
            views[block.name] = view(block)
    explores: dict[str, Explore] = {}
    for block in model.blocks("explore"):
        _refuse_second(block, explores)
        explores[block.name] = explore(block, views)
    name = model.name.removesuffix(MODEL)
    dashboards: dict[str, Dashboard] = {}
    for path in _files(root, DASHBOARD, included):
        for block in yaml_file.read(path):
            _refuse_second(block, dashboards)
            dashboards[block.name] = dashboard(block, name)
    project = Project(root, name, views, explores, dashboards)
    for found in views.values():
        references.check_view(found, ANY_DAY if dated else None)
    for found in dashboards.values():
        references.check_dashboard(found, explores)
        for tile in found.tiles:
            query(tile, found, explores[tile.explore].view, ANY_DAY if dated else None)
    return project


def _model(root: Path) -> Block:
    paths = sorted(root.rglob(f"*{MODEL}"))
    if len(paths) != 1:
        names = ", ".join(path.name for path in paths) or "none"
        raise WeirError(
            f"a LookML project has one model; found {names}",
            where=root,
            fix="keep one *.model.lkml that includes the views and dashboards",
        )
    model = lkml_file.read(paths[0])
    model.only("connection", "label", "include", "explore")
    model.required("connection")
    return model


def _included(root: Path, model: Block) -> set[Path]:
    """The files that the model includes; paths begin at the project's root."""
    found: set[Path] = set()
    for entry in model.entries:
        if entry.key != "include":
            continue
        pattern = entry.value.text if isinstance(entry.value, Scalar) else ""
        matches = set(root.glob(pattern.lstrip("/"))) if pattern.startswith("/") else set[Path]()
        if not matches:
            raise entry.place.refuse(
                f"the include {pattern!r} matches no file", 'write for example "/views/*.view.lkml"'
            )
        found |= matches
    return found


def _files(root: Path, suffix: str, included: set[Path]) -> Iterator[Path]:
    """The files of a kind; one that the model doesn't include is not seen by Looker."""
    for path in sorted((*root.rglob("*.lkml"), *root.rglob("*.lookml"))):
        if not path.name.endswith((MODEL, VIEW, DASHBOARD)):
            raise WeirError(
                "this kind of LookML file is not supported",
                where=path,
                fix=f"name it *{MODEL}, *{VIEW} or *{DASHBOARD}",
            )
        if path.name.endswith(suffix):
            if path not in included:
                raise WeirError(
                    "the model does not include this file, so Looker would not see it",
                    where=path,
                    fix="add an `include:` to the model, or remove the file",
                )
            yield path


def _refuse_second(
    block: Block, seen: dict[str, View] | dict[str, Explore] | dict[str, Dashboard]
) -> None:
    if block.name in seen:
        first = seen[block.name].block.place
        raise block.place.refuse(f"{block} stands twice, first at {first}", "rename one of them")
