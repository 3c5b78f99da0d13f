"""Send a request until there is an answer that counts."""

import logging
from collections.abc import Callable, Mapping
from time import sleep
from typing import Protocol, TypeVar

from weir.retry.kinds import UnavailableError, problem
from weir.retry.policy import STEP, Policy, asked

logger = logging.getLogger(__name__)


class Answer(Protocol):
    """An answer of requests or httpx."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, whose names may be in any case."""
        ...


A = TypeVar("A", bound=Answer)


def answered(
    send: Callable[[], A],
    *,
    who: str,
    where: object,
    fix: str,
    lost: type[Exception] | tuple[type[Exception], ...],
    later: str = "run again later",
    policy: Policy = STEP,
    told: Callable[[A], str] = lambda _: "",
) -> A:
    """The first answer that a repetition would not change: a success, or a refusal.

    Only for requests that may be repeated without harm: an answer may be lost after the work
    was done.

    Args:
        send: sends the request once, with a timeout.
        who: the system, for messages.
        where: what the messages point at.
        fix: what a person can do when there is no answer.
        later: what they can do when the system says that it can't answer.
        lost: what `send` raises when there is no answer, or half of one.
        told: why the system refuses, in its own words.

    Raises:
        UnavailableError: no such answer within the policy's bounds.
    """
    for attempt in range(1, policy.attempts + 1):
        status: int | None = None
        wish: float | None = None
        try:
            answer = send()
        except lost as error:
            what, cause = f"{who} {problem(error)}", error
        else:
            status, cause = answer.status_code, None
            if not policy.repeatable(status):
                return answer
            words = told(answer)
            what = f"{who} answered {status}" + (f" ({words})" if words else "")
            wish = asked(answer.headers)
        if wish is not None and wish > policy.obeyed:
            what += f" and asks to wait {wish:.0f} s, longer than the {policy.obeyed:.0f} s allowed"
        elif attempt < policy.attempts:
            wait = policy.pause(attempt) if wish is None else wish
            logger.warning("%s; try %d follows in %.1f s", what, attempt + 1, wait)
            sleep(wait)
            continue
        tries = f"{attempt} tries" if attempt > 1 else "1 try"
        raise UnavailableError(
            f"{what}; gave up after {tries}",
            where=where,
            fix=fix if status is None else later,
            status=status,
        ) from cause
    raise AssertionError  # a policy has at least one attempt
