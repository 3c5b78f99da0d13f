"""How the loyalty system's API is reached, and what its refusals mean."""

import contextlib
from collections.abc import Generator
from typing import Any

import requests

from weir.environment import current
from weir.errors import WeirError
from weir.retry import STEP, Policy
from weir.retry.session import Session

URL, TOKEN = "LOYALTY_API_URL", "LOYALTY_API_TOKEN"  # names of settings


def base() -> str:
    """The address under which the API's paths lie."""
    return f"{current().setting(URL).rstrip('/')}/v1"


def session(policy: Policy = STEP) -> Session:
    """A session with the API's token."""
    address = current().setting(URL)
    made = Session(
        "the loyalty API",
        where=f"setting {URL} = {address}",
        fix=f"start the server, or correct {URL}",
        policy=policy,
    )
    made.headers["Authorization"] = f"Bearer {current().setting(TOKEN)}"
    return made


def changes(policy: Policy = STEP) -> dict[str, Any]:
    """For each table the time of its last change and its number of rows.

    Raises:
        UnavailableError: the API does not answer within the policy's bounds.
        WeirError: the API refuses the token.
    """
    with explained(), session(policy) as opened:
        response = opened.get(f"{base()}/changes")
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
    return answer


@contextlib.contextmanager
def explained() -> Generator[None]:
    """Say of a failed request which setting is to be looked at."""
    try:
        yield
    except requests.HTTPError as error:
        response = error.response
        if response.status_code not in {401, 403}:
            raise WeirError(
                f"the loyalty API answers {response.status_code}: {response.text[:200]}",
                where=response.url,
                fix="ask the loyalty team, or try again later",
            ) from error
        raise WeirError(
            f"the loyalty API refuses the token ({response.status_code})",
            where=f"{response.url}, setting {TOKEN}",
            fix=f"put a valid token into {TOKEN}",
        ) from error
