"""HubSpot's contacts: batch upsert by a unique property of our own.

Sources: developers.hubspot.com, "Contacts: upsert" (`idProperty`, `objectWriteTraceId`, an empty
text clears a property), "Error handling" (207 and `errors[].context.objectWriteTraceId`; every
field of an error is optional), "Usage guidelines" (100 records in a batch).
"""

import contextlib
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from weir.components.audience.answer import REASON, read, reason
from weir.components.audience.diff import Change
from weir.components.audience.sync import Answer
from weir.environment import LOOPBACK
from weir.errors import WeirError
from weir.limits import throttle
from weir.retry import Policy, answered

PATH = "/crm/v3/objects/contacts/batch/upsert"
NO_SUCH_PROPERTY = "PROPERTY_DOESNT_EXIST"
MISSING = re.compile(rf"{NO_SUCH_PROPERTY}\W+name\W+(\w+)")  # JSON in a JSON text
# "Error handling": 423 (locked) and 477 (migration) are to be tried again later.
POLICY = Policy(attempts=6, first=0.25, obeyed=120.0, also=frozenset({423, 477}))
TIMEOUT = 60.0  # seconds for one request
POISON = frozenset({400, 409, 413, 422})  # one bad row makes HubSpot refuse the whole batch


def connect(url: str, token: str) -> httpx.Client:
    """A client of the CRM at `url`. A proxy from the environment is not asked for loopback."""
    return httpx.Client(
        base_url=url.rstrip("/"),
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT,
        trust_env=(urlsplit(url).hostname or "") not in LOOPBACK,
    )


@contextlib.contextmanager
def open_hubspot(url: str, token: str, id_property: str, where: str) -> Generator["HubSpot"]:
    """HubSpot at `url`, for as long as the block runs; `where` is named in errors."""
    with connect(url, token) as client:
        yield HubSpot(client, id_property, where)


@dataclass
class HubSpot:
    """Contacts of one HubSpot account, known by the unique property `id_property`."""

    client: httpx.Client
    id_property: str
    where: str
    batch: int = 100
    policy: Policy = POLICY

    def push(self, batch: Sequence[Change]) -> Answer:
        """Write a batch. Repeating it is harmless: an upsert by id sets the same values again.

        Raises:
            WeirError: nothing of the kind can be written: wrong token, missing property, no HubSpot
                at that address.
            UnavailableError: no answer.
        """
        inputs = [
            {
                "idProperty": self.id_property,
                "id": change.customer,
                "properties": change.properties,
                "objectWriteTraceId": change.customer,
            }
            for change in batch
        ]
        answer = self._post({"inputs": inputs})
        match answer.status_code:
            case 200 | 201 | 207:
                self._refuse_missing_property(answer.text)
                return read([c.customer for c in batch], answer, self.id_property)
            case 401 | 403:
                raise WeirError(
                    f"the CRM refused the token ({answer.status_code}): {reason(answer)}",
                    where=answer.url,
                    fix="set CRM_API_TOKEN to a token with the scope crm.objects.contacts.write",
                )
            case status if status in POISON:
                self._refuse_missing_property(answer.text)
                if len(batch) == 1:
                    return Answer(rejected={batch[0].customer: reason(answer)})
                middle = len(batch) // 2
                return self.push(batch[:middle]) + self.push(batch[middle:])
            case status:
                raise WeirError(
                    f"the CRM answered {status}: {reason(answer)}",
                    where=answer.url,
                    fix="set CRM_API_URL to the part of a HubSpot API's address before /crm/v3",
                )

    def _post(self, body: Any) -> httpx.Response:
        address = f"{str(self.client.base_url).rstrip('/')}{PATH}"
        turn = throttle("crm", address)

        def send() -> httpx.Response:
            turn.wait()
            return self.client.post(PATH, json=body)

        return answered(
            send,
            who="the CRM",
            where=address,
            fix="check CRM_API_URL and the network; what was acknowledged is not sent again",
            later="run again later: what was acknowledged is not sent again",
            lost=httpx.TransportError,
            policy=self.policy,
        )

    def _refuse_missing_property(self, text: str) -> None:
        """A property that the CRM lacks fails every row alike: bisecting would only ask again."""
        if NO_SUCH_PROPERTY in text:
            named = sorted(set(MISSING.findall(text)))
            what = f"no property {', '.join(named)}" if named else f"not every property: {text}"
            raise WeirError(
                f"the CRM has {what[:REASON]}",
                where=self.where,
                fix="create the property in the CRM's settings, or take it out of the declaration",
            )
