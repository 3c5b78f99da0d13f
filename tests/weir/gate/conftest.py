"""Three code locations: two that are only known by the graph's file, and one that runs."""

import json
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from tests.weir.components.feature.toy import PROJECT, Location

from weir.environment import Environment, Name
from weir.graph.build import merge
from weir.graph.describe import describe
from weir.graph.document import to_document
from weir.home import Home
from weir.warehouse.duckdb import DuckDBWarehouse

FEATURE = """
    type: weir.components.feature.Feature
    attributes:
      feature: .feature:same
      table: features/{name}
      description: One row per id.
      inputs: {{rows: {{table: mart/{name}, columns: {{id: BIGINT}}}}}}
      columns: {{id: {{type: BIGINT, description: the id}}}}
      primary_key: [id]
      owners: [team:ml]
"""


def made(key: str, *deps: str, checks: dict[str, bool] | None = None) -> dg.AssetsDefinition:
    """An asset, with its checks by name and whether they block."""

    @dg.multi_asset(
        name=key.replace("/", "__"),
        specs=[
            dg.AssetSpec(key.split("/"), deps=[d.split("/") for d in deps], owners=["team:load"])
        ],
        check_specs=[
            dg.AssetCheckSpec(name, asset=key.split("/"), blocking=blocking)
            for name, blocking in (checks or {}).items()
        ],
    )
    def asset() -> Iterator[object]:
        yield from ()

    return asset


@dataclass
class Platform:
    """`doubtful` hangs on raw/orders over a mart in another location, `fine` does not."""

    features: Location

    def judge(self, *, passed: bool, check: str = "complete", severe: bool = True) -> None:
        """Enter the result of a check of raw/orders, as its own location's run would."""
        severity = dg.AssetCheckSeverity.ERROR if severe else dg.AssetCheckSeverity.WARN
        self.features.instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=dg.AssetKey(["raw", "orders"]),
                check_name=check,
                passed=passed,
                severity=severity,
            )
        )

    def run(self, **tags: str) -> tuple[dict[str, dict[str, object]], str]:
        """Run the features as a schedule would: metadata of what was made, and what failed."""
        definitions = self.features.definitions("doubtful", "fine")
        job = dg.define_asset_job("job")
        resolved = dg.Definitions(
            assets=definitions.assets, jobs=[job], executor=dg.in_process_executor
        ).resolve_job_def("job")
        result = resolved.execute_in_process(
            instance=self.features.instance, raise_on_error=False, tags=tags
        )
        found: dict[str, dict[str, object]] = {}
        for event in result.get_asset_materialization_events():
            assert event.asset_key is not None
            metadata = event.materialization.metadata
            found[event.asset_key.path[-1]] = {k: v.value for k, v in metadata.items()}
        failures = [e.step_failure_data.user_failure_data for e in result.get_step_failure_events()]
        return found, "\n".join(f.description or "" for f in failures if f)

    @property
    def graph(self) -> Path:
        return self.features.folder / ".weir" / "graph.json"

    def write_graph(self) -> None:
        orders = made("raw/orders", checks={"complete": True, "plausible": False})
        loads = dg.Definitions(assets=[orders, made("raw/other", checks={"complete": True})])
        marts = dg.Definitions(
            assets=[made("mart/doubtful", "raw/orders"), made("mart/fine", "raw/other")]
        )
        graph = merge(
            [
                describe("load", loads),
                describe("mart", marts),
                describe("ml", self.features.definitions("doubtful", "fine")),
            ],
            "a stamp",
        )
        self.graph.write_text(json.dumps(to_document(graph)))


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    package = f"gate_{uuid.uuid4().hex[:8]}"
    defs = tmp_path / "src" / package / "defs"
    defs.mkdir(parents=True)
    for folder in (defs.parent, defs):
        (folder / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.dg]\ndirectory_type = "project"\n[tool.dg.project]\nroot_module = "{package}"\n'
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path / "src"), *sys.path])
    state = tmp_path / ".weir"
    monkeypatch.setenv("WEIR_HOME", str(state))
    monkeypatch.delenv("WEIR_ENV", raising=False)
    monkeypatch.setenv("WEIR_GRAPH_PINNED", "1")
    warehouse = DuckDBWarehouse(Environment(Name.LOCAL, Home(PROJECT, state), "duckdb", ""))
    features = Location(tmp_path, package, warehouse)
    for name in ("doubtful", "fine"):
        code = "def same(rows):\n    return rows.select('id')\n"
        features.write(name, {"defs.yaml": FEATURE.format(name=name), "feature.py": code})
    with warehouse.session("test") as session:
        for name in ("doubtful", "fine"):
            session.replace_table(("mart", name), "select range as id from range(3)")
    platform = Platform(features)
    platform.write_graph()
    with features.instance:
        yield platform
