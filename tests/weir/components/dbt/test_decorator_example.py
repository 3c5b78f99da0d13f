"""docs/examples/dbt_assets.py: the plain decorator loads, builds and has the platform's keys."""

import os
import subprocess
import sys

import dagster as dg
import pytest
from tests.weir.components.dbt.conftest import example

from weir.home import Home

pytestmark = pytest.mark.slow  # stock dagster-dbt asks `dbt --version` and starts dbt anew


def test_the_example_builds_a_project_as_it_stands(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.load()
    warehouse = Home(shop.root, shop.root / ".weir").warehouse
    for name, value in {
        "SHOP_DBT_PROJECT": str(shop.folder),
        "WEIR_DUCKDB_PATH": str(warehouse),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
    }.items():
        monkeypatch.setenv(name, value)
    parse = [sys.executable, "-m", "dbt.cli.main", "parse", "--profiles-dir", str(shop.folder)]
    subprocess.run(parse, cwd=shop.folder, env=dict(os.environ), check=True)
    job = example("dbt_assets").defs.resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(instance=shop.instance, raise_on_error=False)
    assert result.success
    made = {
        event.step_materialization_data.materialization.asset_key.to_user_string()
        for event in result.all_events
        if event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION
    }
    assert {"base/base__orders", "mart/sales", "mart/mrt__people"} <= made
    assert shop.rows("select sum(usd) from mart.sales") == [(7,)]
