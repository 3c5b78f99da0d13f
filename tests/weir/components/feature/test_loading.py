"""What loading a feature costs a code location."""

import subprocess
import sys

from tests.weir.components.feature.toy import Location


def test_nothing_heavy_is_imported_to_load_it(totals: Location) -> None:
    code = (
        "import sys, dagster as dg; from pathlib import Path\n"
        f"sys.path.insert(0, {str(totals.folder / 'src')!r})\n"
        "from weir.components.feature import Feature\n"
        f"folder = Path({str(totals.defs / 'totals')!r})\n"
        "context = dg.ComponentTree.for_project(folder).load_context.for_path(folder)\n"
        "component = Feature.from_yaml_path(folder / 'defs.yaml', context).components[0]\n"
        "assert component.build_defs(context).assets\n"
        "print([m for m in ('ibis', 'sklearn', 'pandas', 'duckdb', 'sqlglot') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
