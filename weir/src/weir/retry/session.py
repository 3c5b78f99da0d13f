"""A session of requests that goes by the policy: for probes and for dlt's REST client."""

from typing import Any

import requests

from weir.retry.policy import STEP, Policy
from weir.retry.request import answered

LOST = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class Session(requests.Session):
    """Sends a request until there is an answer that counts; a refusal is returned, not raised.

    dlt's own client obeys neither a bound on Retry-After (it asks again before the time that it
    was told) nor 408, and says nothing of the tries.

    Args:
        who: the system, for messages: "the loyalty API".
        where: what the messages point at; default: the request's address.
        fix: what a person can do when there is no answer.
    """

    def __init__(
        self,
        who: str,
        *,
        fix: str,
        where: object = None,
        policy: Policy = STEP,
    ) -> None:
        super().__init__()
        self.who, self.where, self.fix = who, where, fix
        self.policy = policy

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send a prepared request.

        Raises:
            UnavailableError: no such answer within the policy's bounds.
        """
        options["timeout"] = options.get("timeout") or self.policy.timeout
        # dlt's paginator hangs a hook on each request that raises for every status: run before
        # the answer is judged, it would end the tries at the first 500.
        bare = request.copy()
        bare.hooks = {"response": []}
        answer = answered(
            lambda: requests.Session.send(self, bare, **options),
            who=self.who,
            where=self.where or request.url,
            fix=self.fix,
            lost=LOST,
            policy=self.policy,
        )
        hooks: Any = request.hooks
        for hook in hooks["response"]:
            answer = hook(answer, **options) or answer
        return answer
