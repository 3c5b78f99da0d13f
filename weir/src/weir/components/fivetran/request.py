"""One request to Fivetran's API, and what its refusals mean."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import requests

from weir.components.fivetran.account import Account
from weir.errors import WeirError
from weir.limits import throttle
from weir.retry import STEP, Policy, answered

WHO = "Fivetran's API"
LOST = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
FIXES = {
    401: "set FIVETRAN_API_KEY and FIVETRAN_API_SECRET to a key that Fivetran knows",
    403: "give the API key a role that may do this",
    404: "correct the id of the connection",
}


class FivetranError(WeirError):
    """Fivetran's API refused a request.

    Attributes:
        status: the HTTP status.
    """

    def __init__(
        self, what: str, *, status: int, where: object = None, fix: str | None = None
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.status = status


@dataclass
class Requests:
    """Requests to an account's API, within the account's rate limit.

    Attributes:
        account: where the API is, and the key to it.
        policy: how often a request is tried.
    """

    account: Account
    policy: Policy = STEP

    def send(
        self,
        method: str,
        path: str,
        *,
        data: str | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> requests.Response:
        """The API's answer to a request for a path below `/v1/`; the answer is a success.

        Raises:
            FivetranError: the API refuses.
            UnavailableError: it does not answer within the policy's bounds.
        """
        url = f"{self.account.url}/v1/{path}"
        turn = throttle("fivetran", self.account.url)

        def once() -> requests.Response:
            turn.wait()
            return requests.request(
                method,
                url,
                headers={"Accept": "application/json", "Content-Type": "application/json"},
                auth=(self.account.key, self.account.secret),
                data=data,
                params=parameters,
                timeout=self.policy.timeout,
            )

        answer = answered(
            once,
            who=WHO,
            where=f"{method} {url}",
            fix="check FIVETRAN_API_URL and the network, then run again",
            lost=LOST,
            policy=self.policy,
            told=_told,
        )
        if not answer.ok:
            raise _refused(answer)
        return answer


def _told(answer: requests.Response) -> str:
    try:
        body = json.loads(answer.text)
    except ValueError:
        return answer.text[:200]
    if not isinstance(body, dict):
        return ""
    known = cast("dict[str, Any]", body)
    return ": ".join(str(known[key]) for key in ("code", "message") if known.get(key))


def _refused(answer: requests.Response) -> FivetranError:
    status, words = answer.status_code, _told(answer)
    return FivetranError(
        f"{WHO} answered {status}" + (f" ({words})" if words else ""),
        status=status,
        where=f"{answer.request.method} {answer.url}",
        fix=FIXES.get(status, "read the answer, then run again"),
    )
