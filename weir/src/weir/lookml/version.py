"""What draws the pages, as a hash: a page drawn by older code is drawn anew."""

from functools import cache
from pathlib import Path

from weir import fingerprint

PACKAGE = Path(__file__).parent


@cache
def renderer() -> str:
    """Hash of this package: its modules without comments and layout, its style and script."""
    modules = sorted(PACKAGE.glob("*.py"))
    return fingerprint.of_text(
        *(fingerprint.of_python(module, PACKAGE) for module in modules),
        fingerprint.of_files([*PACKAGE.glob("*.css"), *PACKAGE.glob("*.js")]),
    )
