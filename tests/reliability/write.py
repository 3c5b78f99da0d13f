"""Write docs/reliability.md: `uv run python -m tests.reliability.write`."""

from tests.reliability.page import PAGE, cells, text

if __name__ == "__main__":
    PAGE.write_text(text())
    print(f"{PAGE.name}: {len(cells())} cells")
