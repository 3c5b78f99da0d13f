"""Loading a location without the list of all installed component types."""

import json
import subprocess
import sys

import pytest

LOAD = """
import json, sys
from weir.adapters.dagster_components import with_list_of_components, without_list_of_components
from ml_features import definitions
with without_list_of_components() if sys.argv[1] == "without" else with_list_of_components():
    graph = definitions.defs().resolve_asset_graph()
keys = sorted(key.to_user_string() for key in graph.materializable_asset_keys)
print(json.dumps([keys, "dbt.contracts" in sys.modules]))
"""


@pytest.mark.slow
def test_a_load_without_the_list_has_the_same_assets_and_leaves_other_vendors_out() -> None:
    """Fails, too, when the stock load no longer imports them: then the adapter can go."""
    found = {}
    for way in ("without", "stock"):
        command = [sys.executable, "-c", LOAD, way]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[way] = json.loads(done.stdout.splitlines()[-1])
    assert found["without"][0] == found["stock"][0]
    assert "features/ftr__customer__rfm" in found["stock"][0]
    assert (found["without"][1], found["stock"][1]) == (False, True)
