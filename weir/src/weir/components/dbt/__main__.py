"""`python -m weir.components.dbt [folder]`: prepare the manifest, as an image's build does."""

import sys

from weir.components.dbt.manifest import prepare
from weir.components.dbt.project import project
from weir.errors import WeirError


def main() -> int:
    """Prepare the project that the first argument names (default: the repository's own)."""
    try:
        made = prepare(project(sys.argv[1] if len(sys.argv) > 1 else None))
    except WeirError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{len(made.nodes)} nodes in {made.project.prepared}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
