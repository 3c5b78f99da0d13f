"""The location as its code server loads it."""

import subprocess
import sys

CODE = """
import socket, sys
def refuse(*_): raise OSError("no network at load")
socket.socket.connect = refuse
from ml_features.definitions import defs
graph = defs().resolve_asset_graph()
for key in sorted(graph.materializable_asset_keys):
    print(key.to_user_string())
print([m for m in ("ibis", "sklearn", "duckdb") if m in sys.modules])
"""


def test_it_loads_in_a_fresh_process_with_an_empty_environment_and_no_network() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "features/ftr__customer__churn",
        "features/ftr__customer__fatigue",
        "features/ftr__customer__rfm",
        "features/ftr__marketing__adstock",
        "ml/model_versions",
        "[]",
    ]
