"""Find what a person can act on in what dlt raised."""

import contextlib
from collections.abc import Generator, Iterator

from weir.errors import WeirError


@contextlib.contextmanager
def explained(source: str, dataset: str) -> Generator[None]:
    """Raise the WeirError inside dlt's wrappers by itself, and put a broken contract in words.

    Args:
        source: the source's name, for messages.
        dataset: the dataset that it loads into.
    """
    from dlt.common.schema.exceptions import DataValidationError

    try:
        yield
    except WeirError:
        raise
    except Exception as error:
        for cause in _chain(error):
            if isinstance(cause, WeirError):
                raise cause from None  # the wrappers say nothing more
            if isinstance(cause, DataValidationError):
                raise WeirError(
                    f"column {cause.column_name} of {dataset}.{cause.table_name} has another type "
                    "in the warehouse than the one that is declared",
                    where=f"source {source}",
                    fix="declare the old type again, or load the table anew with "
                    "`weir run --full-refresh`",
                ) from None
        raise


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "exception", None)]
