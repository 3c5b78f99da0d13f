"""Sources run with plain dlt, and the location loads without the outside world."""

import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = ["shop", "loyalty", "ecb"]
PROBES = ["shop", "loyalty"]
PLAIN = """
import dlt, duckdb, sys
from ingestion.defs.ecb.source import ecb
from weir.landing import Intake, Landing
columns = {"rate_date": "DATE", "currency": "VARCHAR", "rate": "DOUBLE"}
source = ecb(rates=Intake(Landing("ecb/eurofxref-hist.csv"), columns))
pipeline = dlt.pipeline("plain", destination=dlt.destinations.duckdb("plain.duckdb"),
    dataset_name="ecb", pipelines_dir="pipelines")
pipeline.run(source).raise_on_failed_jobs()
print(duckdb.connect("plain.duckdb").execute("select count(*) from ecb.rates").fetchone()[0])
"""


def python(code: str, folder: Path, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_does_not_import_dagster(name: str, tmp_path: Path) -> None:
    code = f"import ingestion.defs.{name}.source, sys; print('dagster' in sys.modules)"
    assert python(code, tmp_path) == "False"


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_is_light_to_import(name: str, tmp_path: Path) -> None:
    code = (
        f"import ingestion.defs.{name}.probe, sys; print({{'dagster', 'dlt'}} & set(sys.modules))"
    )
    assert python(code, tmp_path) == "set()"


def test_a_source_runs_with_plain_dlt(tmp_path: Path) -> None:
    folder = tmp_path / "landing" / "ecb"
    folder.mkdir(parents=True)
    (folder / "eurofxref-hist.csv").write_text("Date,USD,JPY,\n2017-01-03,1.0385,122.92,\n")
    landing = (tmp_path / "landing").as_uri()
    settings = {"LANDING_URL": landing, "RUNTIME__DLTHUB_TELEMETRY": "false"}
    assert python(PLAIN, tmp_path, **settings) == "2"


def test_the_location_loads_with_an_empty_environment_and_no_socket(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('a socket at load')\n"
        "socket.socket.connect = refuse\n"
        "from ingestion.definitions import defs\n"
        "import sys\n"
        "keys = defs().resolve_asset_graph().get_all_asset_keys()\n"
        "print(len([k for k in keys if k.path[0] in {'shop','pos','loyalty','circulars','ecb'}]))\n"
        "print([m for m in sys.modules if m.startswith('ingestion.defs.') and 'source' in m])"
    )
    assert python(code, tmp_path).splitlines() == ["10", "[]"]
