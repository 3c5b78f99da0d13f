"""Cells that tests of other folders prove, on whole platforms of many processes."""

from tests.reliability.matrix import Cell

UP = "tests/weir/test_up.py::"
KILLED = UP + "test_one_killed_process_ends_all_and_the_next_start_goes_on"

PROVED: list[Cell] = [
    Cell(
        "warehouse file",
        "disk full",
        sees="the disk is full: the warehouse could not be written (File too large) … "
        "what was made before is kept, and it goes on from there",
        retried="nothing; by the next run",
        stopped="the step and its consumers; nothing is published",
        proof="the 2 old rows are there and shown; the next run has all 3,000,000, the one after "
        "it nothing to do",
        test="tests/weir/test_full_disk.py::"
        "test_a_load_that_the_disk_does_not_take_keeps_the_old_rows_and_is_done_by_the_next_run",
    ),
    Cell(
        "processes",
        "disk full",
        sees="the disk is full: the warehouse could not be published, a copy of … "
        "readers see the last good copy until then, and nothing is lost",
        retried="publishing, by the next run",
        stopped="publishing alone",
        proof="readers see the 2 old rows and no half copy; the next run loads nothing and "
        "publishes 3",
        test="tests/weir/test_full_disk.py::"
        "test_a_copy_that_the_disk_does_not_take_leaves_the_old_one_and_is_published_by_the_next_run",
    ),
    Cell(
        "processes",
        "worker killed",
        sees="was killed … marked as failed",
        retried="by the next run, what the killed one had not done",
        stopped="the run, when it is killed",
        proof="all six assets are up to date after it",
        test="tests/weir/test_run.py::test_a_killed_run_is_found_and_finished",
    ),
    Cell(
        "processes",
        "daemon killed",
        sees="ending everything",
        retried="the run that was under way, from the missing steps on, by the next `weir up`",
        stopped="all processes, in order, with exit code 1",
        proof="no process is left; the run's successor ends with success",
        test=KILLED,
    ),
    Cell(
        "processes",
        "code server killed",
        sees="ending everything",
        retried="the run that was under way, from the missing steps on, by the next `weir up`",
        stopped="all processes, in order, with exit code 1",
        proof="no process is left; the run's successor ends with success",
        test=KILLED,
    ),
    Cell(
        "processes",
        "lock held",
        sees="held by the first",
        retried="nothing",
        stopped="the second `weir up` on one state folder",
        proof="exit code 1, and the first one is named",
        test=UP + "test_a_second_platform_on_the_same_state_is_refused",
    ),
    Cell(
        "processes",
        "empty load",
        sees="raw/good: no row, and it does not say allow_empty",
        retried="nothing",
        stopped="the run is red",
        proof="exit code 1",
        test="tests/weir/test_run.py::test_an_empty_table_makes_the_run_red",
    ),
    Cell(
        "processes",
        "connection refused",
        sees="Dagster's records can't be opened … DAGSTER_POSTGRES_URL",
        retried="nothing",
        stopped="the command, before anything is done",
        proof="exit code 1, no traceback",
        test="tests/weir/test_postgres_storage.py::"
        "test_a_server_that_is_away_is_said_before_anything_is_done",
    ),
]
