"""A CRM in HubSpot's shape behind the sandbox's fault injection, and an audience that fills it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tests.reliability.served import Served, listening, surrounded
from tests.weir.components.audience.test_as_an_asset import message, metadata, run

from sandbox.world import World
from weir.components.audience.hubspot import PATH
from weir.warehouse import open_warehouse

EMPTY = (
    "select '' as audience, '' as weir_customer_id, '' as email, '' as segment, "
    "'' as model_version where false"
)


def people(count: int) -> dict[str, str]:
    """Members of the audience by id, with their segment."""
    return {f"c{number:04d}": "At risk" for number in range(count)}


@dataclass
class Crm(Served):
    """The running CRM.

    Attributes:
        contacts: its contacts' properties by id.
        history: every write of a contact, in order.
        broken_after: batches after which it answers 500 for ever.
    """

    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    history: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    broken_after: int = 10**9
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    async def answer(self, request: Request) -> JSONResponse:
        """Upsert a batch."""
        if self.broken_after <= 0:
            return JSONResponse({"message": "broken"}, 500)
        self.broken_after -= 1
        inputs = (await request.json())["inputs"]
        for one in inputs:
            self.contacts.setdefault(one["id"], {}).update(one["properties"])
            self.history.append((one["id"], one["properties"]))
        results = [
            {"objectWriteTraceId": one["objectWriteTraceId"], "properties": one["properties"]}
            for one in inputs
        ]
        return JSONResponse({"status": "COMPLETE", "results": results})

    @property
    def written(self) -> dict[str, int]:
        """How often each contact was written."""
        return dict(Counter(key for key, _ in self.history))

    def effects(self) -> dict[str, int]:
        """How many different things were written of each contact."""
        found: dict[str, set[str]] = {}
        for key, values in self.history:
            found.setdefault(key, set()).add(str(sorted(values.items())))
        return {key: len(different) for key, different in found.items()}

    def members(self) -> set[str]:
        """Who is in the audience, as the CRM has it."""
        name = "weir_audience_win_back"
        return {key for key, values in self.contacts.items() if values.get(name) == "true"}

    def breaks_after(self, batches: int) -> None:
        """Answer 500 for ever after so many batches."""
        self.broken_after = batches

    def mended(self) -> None:
        """Answer as it should."""
        self.broken_after = 10**9
        self.world.faults.reset()

    def mart(self, members: dict[str, str]) -> None:
        """Replace the mart."""
        count = len(members)
        columns = {
            "audience": ["win_back"] * count,
            "weir_customer_id": list(members),
            "email": [f"{key}@example.com" for key in members],
            "segment": list(members.values()),
            "model_version": ["v1"] * count,
        }
        with open_warehouse().session("test") as session:
            session.replace_table(("mart", "audiences"), EMPTY)
            rows = {name: pa.array(values, pa.string()) for name, values in columns.items()}
            session.append(("mart", "audiences"), pa.table(rows))

    def execute(self, sql: str) -> None:
        """Change the warehouse."""
        with open_warehouse().session("test") as session:
            session.execute(sql)

    def run(self) -> dg.ExecuteInProcessResult:
        """The audience's step."""
        return run()

    def facts(self) -> dict[str, Any]:
        """What a run that must succeed records."""
        return metadata(self.run())

    def said(self, result: dg.ExecuteInProcessResult) -> str:
        """What is read of a run that failed."""
        return message(result)


@contextmanager
def running(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """The CRM, running and known to the platform by its settings."""
    world = World(folder / "world")
    found = Crm("", world, None)  # type: ignore[arg-type]
    app = Starlette(routes=[Route(PATH, found.answer, methods=["POST"])])
    inner, found.calls = surrounded(app, world)
    with listening(inner) as url:
        found.url = url
        patch.setenv("CRM_API_URL", url)
        patch.setenv("CRM_API_TOKEN", "pat-test")
        yield found
