"""Small dbt projects of the tests' own, and a way to run them as a code location would."""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster.components.testing.utils import component_defs
from tests.weir.components.dbt import foreign
from tests.weir.components.dbt.shop_project import PROFILE, SCHEMA_MACRO, SHOP

from weir.components.dbt import DbtProject, kept
from weir.components.dbt.manifest import Manifest, load
from weir.components.dbt.meta import warn_once
from weir.components.dbt.project import project
from weir.components.dbt.translation import Translation, translate
from weir.warehouse import open_warehouse

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"
GOOD = (
    "select * from (values (1, 1, 250), (2, 1, 50), (3, 2, 400), (4, 2, null)) "
    "as t (order_id, customer_id, cents)"
)


def example(name: str) -> Any:
    """A module of docs/examples, imported."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(folder: Path, contents: dict[str, str]) -> None:
    for name, text in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@dataclass
class Ran:
    """What a run left in Dagster's log."""

    success: bool
    order: list[str] = field(default_factory=list)
    facts: dict[str, dict] = field(default_factory=dict)
    checks: dict[str, dg.AssetCheckEvaluation] = field(default_factory=dict)
    message: str = ""
    failure: dict = field(default_factory=dict)

    @property
    def made(self) -> set[str]:
        return set(self.facts)


def read_run(result: dg.ExecuteInProcessResult) -> Ran:
    ran = Ran(result.success)
    for event in result.all_events:
        if event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION:
            made = event.step_materialization_data.materialization
            key = made.asset_key.to_user_string()
            ran.order.append(key)
            ran.facts[key] = {k: v.value for k, v in made.metadata.items()}
        elif event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            key = f"{check.asset_key.to_user_string()}:{check.check_name}"
            ran.order.append(key)
            ran.checks[key] = check
        elif event.is_step_failure:
            data = event.step_failure_data
            failure = data.user_failure_data
            ran.message = (failure.description if failure else None) or str(data.error)
            ran.failure = {k: v.value for k, v in failure.metadata.items()} if failure else {}
    return ran


@dataclass
class Place:
    """A state folder, a dbt project in it, and Dagster's memory."""

    root: Path
    instance: dg.DagsterInstance

    @property
    def folder(self) -> Path:
        return self.root / "transform"

    def write(self, contents: dict[str, str]) -> None:
        write(self.folder, contents)

    def rows(self, sql: str) -> list[tuple]:
        with open_warehouse().session("test") as session:
            return session.rows(sql)

    def load(self, orders: str = GOOD, customers: str = "select unnest([1, 2]) as customer_id"):
        """Do what the loaders would."""
        with open_warehouse().session("test") as session:
            session.replace_table(("raw", "orders"), orders)
            session.replace_table(("raw", "customers"), customers)

    def manifest(self) -> Manifest:
        return load(project(self.folder))

    def translation(self) -> Translation:
        return translate(self.manifest())

    def definitions(self, *more: object) -> dg.Definitions:
        made = component_defs(component=DbtProject(project=str(self.folder)))
        return dg.Definitions(assets=[*(made.assets or []), *more], executor=dg.in_process_executor)

    def run(
        self,
        *keys: str,
        checks: list[str] | None = None,
        tags: dict[str, str] | None = None,
        definitions: dg.Definitions | None = None,
    ) -> Ran:
        """Run everything, or the named assets, or the named checks alone."""
        definitions = definitions or self.definitions()
        selection = dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks()
        if keys:
            selection = dg.AssetSelection.assets(*(key.split("/") for key in keys))
        if checks:
            named = [name.split(":") for name in checks]
            selection = dg.AssetSelection.checks(
                *(dg.AssetCheckKey(dg.AssetKey(key.split("/")), name) for key, name in named)
            )
        job = dg.define_asset_job("job", selection=selection)
        resolved = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job]))
        result = resolved.resolve_job_def("job").execute_in_process(
            instance=self.instance, raise_on_error=False, tags=tags
        )
        return read_run(result)


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop project, parsed once, and a folder for it to be copied back to.

    Always to the same path: dbt parses all files anew for a project or warehouse elsewhere.
    """
    root = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        enter(root, patch)
        write(root / "transform", SHOP)
        load(project())
    shutil.copytree(root, f"{root}_kept")  # by its own name: other folders' tests have a shop, too
    empty(root)
    return root


def empty(root: Path) -> None:
    """Remove all but the project's folder: dbt's process stands in it, and is kept with it."""
    for folder in (root, root / "transform"):
        for path in folder.iterdir():
            if path.is_symlink() or not path.is_dir():
                path.unlink()
            elif path != root / "transform":
                shutil.rmtree(path)


def enter(root: Path, patch: pytest.MonkeyPatch) -> None:
    """Make `root` the repository that this process works in."""
    (root / "workspace.yaml").write_text("load_from: []\n")
    patch.chdir(root)
    patch.setenv("WEIR_HOME", str(root / ".weir"))
    for name in ("WEIR_ENV", "WEIR_DATASET_PREFIX", "WEIR_WAREHOUSE"):
        patch.delenv(name, raising=False)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture(autouse=True)
def one_dbt_for_all_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing dbt takes seconds; pytest's variable names the test that runs."""
    monkeypatch.setattr(kept, "PASSING", (*kept.PASSING, "PYTEST_CURRENT_TEST"))


@pytest.fixture
def shop(
    parsed: Path, monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> Iterator[Place]:
    """The shop project, with a prepared manifest and dbt's partial parse, and no data yet."""
    shutil.copytree(f"{parsed}_kept", parsed, dirs_exist_ok=True)
    enter(parsed, monkeypatch)
    yield Place(parsed, instance)
    monkeypatch.chdir(parsed.parent)
    empty(parsed)


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> Callable[[dict[str, str]], Place]:
    """A place with a project of the test's own."""

    def make(contents: dict[str, str]) -> Place:
        enter(tmp_path, monkeypatch)
        made = Place(tmp_path, instance)
        made.write({"profiles.yml": PROFILE, "macros/schema.sql": SCHEMA_MACRO, **contents})
        return made

    return make


def component(attributes: dict[str, Any]) -> dg.Definitions:
    """The component with these attributes, run in this process."""
    made = component_defs(component=DbtProject(**attributes))
    return dg.Definitions.merge(made, dg.Definitions(executor=dg.in_process_executor))


@pytest.fixture(scope="session")
def foreign_parsed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The foreign projects, each parsed once, and kept as the shop is."""

    @cache
    def parse(name: str) -> Path:
        root = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as patch:
            enter(root, patch)
            foreign.copy(name, root / "transform")
            load(project())
        shutil.copytree(root, f"{root}_kept")
        return root

    return parse


@pytest.fixture
def moved_in(
    foreign_parsed: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    instance: dg.DagsterInstance,
) -> Callable[[str], Place]:
    """A place with one of the foreign projects, as it is."""

    def move(name: str) -> Place:
        root = foreign_parsed(name)
        warn_once.cache_clear()  # another test may have said it in this process
        empty(root)
        shutil.copytree(f"{root}_kept", root, dirs_exist_ok=True)
        enter(root, monkeypatch)
        return Place(root, instance)

    return move
