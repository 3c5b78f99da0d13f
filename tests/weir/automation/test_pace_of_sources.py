"""How often a source is asked: a vendor bills requests, the sandbox does not."""

from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from weir.automation.source import Source, source_sensor


@pytest.mark.parametrize(("name", "seconds"), [("local", 15), ("production", 90)])
def test_a_vendor_is_asked_no_oftener_than_said_and_the_sandbox_every_15_seconds(
    name: str, seconds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path))
    monkeypatch.setenv("WEIR_ENV", name)
    monkeypatch.setenv("WEIR_BIGQUERY_PROJECT", "acme")
    source = Source("shop", [dg.AssetSpec("orders")], every=timedelta(seconds=90))
    assert source_sensor(source).minimum_interval_seconds == seconds
