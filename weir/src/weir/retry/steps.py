"""What an error means for the step that it ends."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

from weir.errors import WeirError
from weir.retry.kinds import OutdatedError, TransientError, chain, disk_full, passing

RETRIES = 2
OUTDATED = "weir/outdated"  # metadata of a failure that a reload of the location ends
PAUSE = 5.0  # seconds before the first repetition of a step; the next pause is twice as long


@contextmanager
def step(context: dg.AssetExecutionContext) -> Generator[None]:
    """Run a step's body; repeat the step only where that can help and nothing below has.

    Raises:
        dg.RetryRequested: a database or a bucket was out of reach for a moment.
        dg.Failure: one of our own errors (a configuration, a refusal, an answer that did not
            come within the bounds), or a full disk: not to be repeated.
    """
    try:
        yield
    except WeirError as error:
        raise _end(context, error) from error
    except (dg.Failure, dg.RetryRequested):
        raise
    except Exception as error:
        if disk_full(error):
            raise _full(error) from error
        if isinstance(known := _ours(error), WeirError):
            raise _end(context, known) from known
        if (lost := _lost_database(error)) is not None:
            raise _again(context) from lost
        raise


def _end(context: dg.AssetExecutionContext, error: WeirError) -> Exception:
    if disk_full(error):
        return _full(error)
    if isinstance(error, TransientError):
        return _again(context)
    facts = {OUTDATED: True} if isinstance(error, OutdatedError) else None
    return dg.Failure(error.text(), metadata=facts, allow_retries=False)


def _ours(error: BaseException) -> BaseException | None:
    return next((one for one in chain(error) if isinstance(one, WeirError)), None)


def _lost_database(error: BaseException) -> TransientError | None:
    """HTTP clients try again by themselves; SQLAlchemy does not."""
    for one in chain(error):
        if type(one).__module__.startswith("sqlalchemy") and passing(one):
            return TransientError(
                f"the connection to a database was lost: {one}",
                fix="check that the database answers, then run again",
            )
    return None


def _again(context: dg.AssetExecutionContext) -> dg.RetryRequested:
    return dg.RetryRequested(
        max_retries=RETRIES, seconds_to_wait=PAUSE * 2**context.op_execution_context.retry_number
    )


def _full(error: BaseException) -> dg.Failure:
    told = WeirError(
        f"the disk is full: {error}",
        fix="free space (the warehouse needs twice its size while it is published), then run again",
    )
    return dg.Failure(told.text(), allow_retries=False)
