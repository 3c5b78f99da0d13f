"""A step is repeated where that can help and nobody below it has; nothing else is."""

import errno
import time
from collections.abc import Callable
from typing import Any

import dagster as dg
import duckdb
import pytest
import sqlalchemy as sa
from tests.weir.retry.conftest import Server

from weir.errors import WeirError
from weir.lease import LeaseTimeoutError
from weir.retry import Policy, TransientError, UnavailableError
from weir.retry import steps as module
from weir.retry.session import Session
from weir.retry.steps import step
from weir.run.events import Ended, Retried, follow


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.01)


def tries_of(body: Callable[[int], None]) -> tuple[int, str | None]:
    """How often a step is started, and the error that a person reads in the end.

    Each repetition is told with its reason.
    """
    tries: list[int] = []

    @dg.asset
    def one(context: dg.AssetExecutionContext) -> None:
        tries.append(context.op_execution_context.retry_number)
        with step(context):
            body(len(tries))

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([one], instance=instance, raise_on_error=False)
        events, _ = follow(instance, result.run_id, None)
    [end] = [event for event in events if isinstance(event, Ended)]
    assert result.success is (end.error is None)
    told = [event for event in events if isinstance(event, Retried)]
    assert len(told) == len(tries) - 1
    assert all(event.reason for event in told)
    return len(tries), end.error


def raising(error: BaseException, cause: BaseException | None = None) -> Callable[[int], None]:
    def body(_: int) -> None:
        raise error from cause

    return body


def wrapped(error: BaseException) -> Exception:
    """As dlt does it: the cause is an attribute as well as a cause."""
    outer: Any = RuntimeError("pipeline failed in step extract")
    outer.exception = error
    return outer


@pytest.mark.parametrize(
    "error",
    [
        WeirError("the setting X is not set", where="here", fix="set it"),
        UnavailableError("the CRM answered 500; gave up after 6 tries"),
        LeaseTimeoutError("waited 3s for the writer lease"),
        wrapped(WeirError("the loyalty API refuses the token (401)")),
    ],
    ids=["configuration", "asked often enough", "lease", "wrapped by dlt"],
)
def test_what_another_try_would_not_change_is_tried_once(error: Exception) -> None:
    tries, said = tries_of(raising(error))
    assert tries == 1
    assert said is not None
    assert said.startswith(str(getattr(error, "exception", error)))


def test_a_bug_is_not_repeated_and_keeps_its_own_error() -> None:
    tries, said = tries_of(raising(KeyError("no_such_column")))
    assert tries == 1
    assert said is not None
    error, where = said.splitlines()
    assert error == "KeyError: 'no_such_column'"
    assert where.startswith("  where: tests/weir/retry/test_what_a_step_does.py:")


def test_a_database_that_comes_back_is_waited_for() -> None:
    def body(number: int) -> None:
        if number < 3:
            raise TransientError("the shop's database can't be reached: connection refused")

    assert tries_of(body) == (3, None)


def test_the_pause_before_a_step_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.25)
    began = time.monotonic()
    tries_of(raising(TransientError("away")))
    assert time.monotonic() - began >= 0.25 + 0.5


@pytest.mark.parametrize("lost", ["connection refused", "server closed the connection"])
def test_a_database_that_stays_away_is_named_after_three_tries(lost: str) -> None:
    inner = sa.exc.OperationalError("select 1", {}, Exception(f"FATAL: {lost} unexpectedly"))
    tries, said = tries_of(raising(wrapped(inner)))
    assert tries == 1 + module.RETRIES
    assert said is not None
    assert lost in said
    tries, said = tries_of(raising(TransientError("the shop is away", fix="start it")))
    assert tries == 1 + module.RETRIES
    assert said == "the shop is away\n  fix:   start it"


def test_a_wrong_password_is_no_lost_connection() -> None:
    inner = sa.exc.OperationalError("connect", {}, Exception("password authentication failed"))
    assert tries_of(raising(inner))[0] == 1


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException("Could not write file: No space left on device"),
        WeirError("dbt failed: IO Error: No space left on device"),
        wrapped(OSError(errno.EDQUOT, "Disk quota exceeded")),
    ],
    ids=["system", "DuckDB", "dbt", "dlt"],
)
def test_a_full_disk_is_named_and_not_tried_again(error: Exception) -> None:
    tries, said = tries_of(raising(error))
    assert tries == 1
    assert said is not None
    assert said.startswith("the disk is full: ")
    assert "fix:   free space" in said


def test_a_system_that_was_asked_five_times_is_not_asked_ten(
    server: Server, waits: list[float]
) -> None:
    server.fault(status=503, times=99)

    def body(_: int) -> None:
        Session("the API", fix="start it", policy=Policy(attempts=5)).get(server.url)

    tries, said = tries_of(body)
    assert tries == 1
    assert server.statuses == [503] * 5
    assert said is not None
    assert said.startswith("the API answered 503; gave up after 5 tries")
