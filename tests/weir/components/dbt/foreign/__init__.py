"""Two dbt projects in styles of their own, as teams bring them along."""

import csv
import datetime as dt
import shutil
from pathlib import Path

HERE = Path(__file__).parent
LOANS = 10_000
START = dt.date(2026, 1, 1)


def copy(name: str, folder: Path) -> None:
    """Put a project into `folder`, the library with its seed of ten thousand loans."""
    shutil.copytree(HERE / name, folder)
    if name == "library":
        with (folder / "seeds" / "loans.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["loan_id", "book_id", "member_id", "lent_on", "returned_on"])
            writer.writerows(loan(number) for number in range(LOANS))


def loan(number: int) -> tuple[int, int, int, dt.date, dt.date]:
    lent = START + dt.timedelta(days=number % 28)
    return number, number % 3 + 1, number % 500, lent, lent + dt.timedelta(days=1 + number % 10)
