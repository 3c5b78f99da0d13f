"""Write dbt's documentation as one page; prints its path."""

import sys

from weir.components.dbt.docs import write
from weir.components.dbt.project import project
from weir.errors import WeirError


def main() -> int:
    """Write the page of the project that the first argument names."""
    try:
        page = write(project(sys.argv[1] if len(sys.argv) > 1 else None))
    except WeirError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
