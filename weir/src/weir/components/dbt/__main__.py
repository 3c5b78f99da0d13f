"""`python -m weir.components.dbt [keys] [folder]`: prepare the manifest, or report on keys.

Without a word before the folder it prepares, as an image's build does. With `keys` it lists every
key that dagster-dbt would give otherwise: what a team's history would be lost of.
"""

import sys

from weir.components.dbt.changes import report
from weir.components.dbt.manifest import prepare
from weir.components.dbt.project import project
from weir.errors import WeirError


def main() -> int:
    """Do it for the project that the last argument names (default: the repository's own)."""
    words = sys.argv[1:]
    keys = words[:1] == ["keys"]
    folder = words[1:] if keys else words
    try:
        made = prepare(project(folder[0] if folder else None))
        lines = (
            list(report(made)) if keys else [f"{len(made.nodes)} nodes in {made.project.prepared}"]
        )
    except WeirError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
