"""Dbt's own words in, what/where/fix out."""

from weir.components.dbt import speech
from weir.components.dbt.project import project

LOCKED = (
    'Runtime Error\n  IO Error: Could not set lock on file "/data/live/warehouse.duckdb": '
    "Conflicting lock is held in /usr/bin/python3.11 (PID 14621). See also https://duckdb.org"
)


def test_a_locked_warehouse_names_file_and_process(shop) -> None:
    error = speech.refused(project(), LOCKED)
    assert error.what == "the warehouse is locked by process 14621"
    assert error.where == "/data/live/warehouse.duckdb"
    error = speech.node_failed("mart.sales", "transform/m.sql", LOCKED, None)
    assert error.what == "mart.sales could not be built: the warehouse is locked by process 14621"


def test_packages_that_were_not_installed_name_the_command(shop) -> None:
    text = (
        "Compilation Error\n  dbt found 3 package(s) specified in packages.yml, but only 0 "
        'package(s) installed in dbt_packages. Run "dbt deps" to install package dependencies.'
    )
    error = speech.refused(project(), text)
    assert error.fix == f"run `dbt deps --project-dir {shop.folder}`"


def test_a_long_message_is_cut_between_words_and_says_so() -> None:
    words = [f"word{number:03}" for number in range(200)]
    said, _, rest = speech.summary("Database Error\n" + "\n".join(words)).partition(" … (cut: ")
    assert said.split() == words[: len(said.split())]
    assert 500 < len(said) <= 600
    assert rest == f"{1599 - len(said):,} characters more)"
    whole = " ".join(words)[:599]
    assert speech.summary(whole) == whole
