"""How the loyalty system's API is reached, and what its refusals mean."""

import contextlib
from collections.abc import Generator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from weir.environment import current
from weir.errors import WeirError

URL, TOKEN = "LOYALTY_API_URL", "LOYALTY_API_TOKEN"  # names of settings
TIMEOUT = 30.0  # seconds


def base() -> str:
    """The address under which the API's paths lie."""
    return f"{current().setting(URL).rstrip('/')}/v1"


def changes() -> dict[str, Any]:
    """For each table the time of its last change and its number of rows.

    Raises:
        WeirError: the API can't be reached, or refuses the token.
    """
    patient = Retry(total=5, connect=0, status_forcelist=[429, 503], backoff_factor=0.5)
    with explained(), requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=patient))
        session.headers["Authorization"] = f"Bearer {current().setting(TOKEN)}"
        response = session.get(f"{base()}/changes", timeout=TIMEOUT)
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
    except requests.RequestException as error:
        raise WeirError(
            f"the loyalty API can't be reached: {type(error).__name__}: {error}",
            where=f"setting {URL} = {current().setting(URL)}",
            fix=f"start the server, or correct {URL}",
        ) from error
