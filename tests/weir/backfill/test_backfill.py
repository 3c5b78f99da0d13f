"""`weir backfill` on a toy: right values, no chunk twice, nothing behind a chunk that failed."""

import signal

import pytest
from tests.weir.toy.project import Project

WORDS = ("backfill", "--select", "days+", "--from", "2017-01-03", "--to", "2017-01-09")


def run(project: Project) -> None:
    """Load all days at the price of 1, and their total."""
    code, output = project.weir("run")
    assert code == 0, output
    (project.folder / "made").unlink()


def made(project: Project) -> list[str]:
    path = project.folder / "made"
    return path.read_text().splitlines() if path.exists() else []


def cents(project: Project) -> str:
    code, output = project.weir(
        "sql", "--unpublished", "--format", "csv", "-c",
        "select (select sum(cents) from raw.days) a, (select sum(cents) from mart.total) b",
    )  # fmt: skip
    assert code == 0, output
    return output.splitlines()[1]


@pytest.mark.slow
def test_a_range_in_chunks_then_once_what_hangs_on_it(toy: Project) -> None:
    run(toy)
    assert cents(toy) == "30,30"
    (toy.folder / "price").write_text("10")
    code, output = toy.weir(*WORDS, "--chunk", "3", "--plan")
    assert code == 0, output
    lines = [line.split() for line in output.splitlines() if line[:1].isdigit()]
    assert [line[:2] for line in lines] == [["1", "3:"], ["2", "3:"], ["3", "mart/total"]]
    assert made(toy) == []
    code, output = toy.weir(*WORDS, "--chunk", "3")
    assert code == 0, output
    # The sixth has no file: a run has only days that follow each other.
    assert made(toy) == [
        "load 2017-01-03 2017-01-05",
        "load 2017-01-07 2017-01-09",
        "total anew",
    ]
    assert cents(toy) == "84,84", "24 days at 1, six at 10; an incremental total as well"
    code, output = toy.weir("run", "--plan")
    assert "nothing to do" in output


@pytest.mark.slow
def test_killed_it_goes_on_where_it_stopped_and_then_it_is_over(toy: Project) -> None:
    (toy.folder / "price").write_text("10")
    toy.flag("slow_2017-01-07")
    first = toy.start(*WORDS, "--chunk", "3")
    toy.until("in_the_middle")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    toy.flag("slow_2017-01-07", on=False)
    code, output = toy.weir(*WORDS, "--chunk", "3")
    assert code == 0, output
    assert "goes on with a backfill that was interrupted: 3 partitions are done" in output
    assert made(toy) == [
        "load 2017-01-03 2017-01-05",
        "load 2017-01-07 2017-01-09",
        "total anew",
    ]
    assert cents(toy) == "60,60"
    code, output = toy.weir(*WORDS, "--chunk", "3", "--plan")
    assert "goes on" not in output
    assert "2017-01-03" in output, "the same words again are a backfill of their own"


@pytest.mark.slow
def test_a_chunk_that_fails_stops_its_consumers_and_says_what_is_left(toy: Project) -> None:
    (toy.folder / "price").write_text("10")
    (toy.folder / "bad_day").write_text("2017-01-04")
    code, output = toy.weir(*WORDS, "--chunk", "3")
    assert code == 1
    assert made(toy) == ["load 2017-01-03 2017-01-05"]
    assert "left 2017-01-03 … 2017-01-05 (3 partitions) of 1 asset" in output
    assert "left 2017-01-07 … 2017-01-09 (3 partitions) of 1 asset" in output
    assert "left 1 asset\n" in output
    assert "not published" in output
    (toy.folder / "bad_day").unlink()
    code, output = toy.weir(*WORDS, "--chunk", "3")
    assert code == 0, output
    assert made(toy)[1:] == [
        "load 2017-01-03 2017-01-05",
        "load 2017-01-07 2017-01-09",
        "total anew",
    ]


@pytest.mark.slow
def test_incremental_leaves_the_increment_to_the_model(toy: Project) -> None:
    run(toy)
    (toy.folder / "price").write_text("10")
    code, output = toy.weir(*WORDS, "--incremental")
    assert code == 0, output
    assert made(toy)[-1] == "total added"
    assert cents(toy) == "84,30", "this model does not see what changed in its past"


def test_a_selection_without_partitions_and_a_range_backwards_are_refused(toy: Project) -> None:
    words = ("--from", "2017-01-09", "--to", "2017-01-03")
    code, output = toy.weir("backfill", "--select", "total", *words)
    assert code == 1
    assert "nothing that is selected has partitions" in output
    code, output = toy.weir("backfill", "--select", "days", *words)
    assert code == 1
    assert "the range ends before it begins: 2017-01-09 … 2017-01-03" in output
    code, output = toy.weir(
        "backfill", "--select", "days", "--from", "2019-01-01", "--to", "2019-01-03"
    )
    assert code == 1
    assert "has 2017-01-01 … 2017-01-31" in output
    assert made(toy) == []
