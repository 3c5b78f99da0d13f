"""A loyalty system of seven rows, behind the sandbox's fault injection."""

from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TOKEN = "secret-token"
FIRST, LATER = "2017-01-02T15:00:00Z", "2017-03-01T15:00:00Z"
CAMPAIGN = {
    "campaign_id": 1,
    "campaign_type": "Type A",
    "start_date": "2017-01-02",
    "end_date": "2017-02-01",
    "updated_at": FIRST,
}


def send(household: int) -> dict[str, Any]:
    """A letter."""
    return {
        "send_id": f"1-{household}",
        "campaign_id": 1,
        "household_id": household,
        "sent_at": FIRST,
    }


@dataclass
class System:
    """What the API has: rows by table, each with the time of its change; two to a page."""

    rows: dict[str, list[tuple[str, dict[str, Any]]]] = field(
        default_factory=lambda: {
            "campaigns": [(FIRST, CAMPAIGN)],
            "sends": [(FIRST, send(n)) for n in range(5)],
            "coupons": [(FIRST, {"coupon_upc": 1, "product_id": 5, "campaign_id": 1})],
            "redemptions": [],
        }
    )

    @property
    def app(self) -> Starlette:
        """The API."""
        return Starlette(routes=[Route("/v1/{table}", self._answer)])

    def _answer(self, request: Request) -> JSONResponse:
        table, query = request.path_params["table"], request.query_params
        if table == "changes":
            return JSONResponse({name: self._changed(rows) for name, rows in self.rows.items()})
        found = [row for at, row in self.rows[table] if at >= query.get("updated_since", "")]
        start = int(query.get("cursor", 0))
        following = str(start + 2) if start + 2 < len(found) else None
        return JSONResponse({"data": found[start : start + 2], "meta": {"next_cursor": following}})

    @staticmethod
    def _changed(rows: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        return {"count": len(rows), "updated_at": max((at for at, _ in rows), default=None)}
