"""A warehouse with one mart, and a small server in HubSpot's shape."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from weir.components.audience.declaration import Declaration
from weir.components.audience.hubspot import PATH, POLICY, HubSpot, connect
from weir.components.audience.sync import Outcome, Synchronization
from weir.warehouse import Warehouse, open_warehouse

TOKEN = "pat-test"


@dataclass
class Crm:
    """What the server has and was asked.

    `faults` are used up one a request: (status, headers, whether the batch is written first).
    `refused` ids fail by themselves (207); `poison` ids fail their whole batch (400).
    """

    url: str = ""
    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    history: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    calls: list[tuple[int, int]] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str], bool]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    poison: set[str] = field(default_factory=set)
    known_properties: set[str] | None = None

    def members(self, audience: str) -> set[str]:
        name = f"weir_audience_{audience}"
        return {key for key, values in self.contacts.items() if values.get(name) == "true"}

    def answer(self, token: str, path: str, body: Any) -> tuple[int, dict[str, str], Any]:
        if token != f"Bearer {TOKEN}":
            return 401, {}, {"status": "error", "message": "Authentication credentials not found"}
        if path != f"/hubspot{PATH}":
            return 404, {}, {"message": "no such path"}
        inputs = body["inputs"]
        status, headers, written = self.faults.pop(0) if self.faults else (200, {}, True)
        if not written:
            return status, headers, {"status": "error", "message": "injected"}
        if problem := self.problem(inputs):
            return 400, {}, {"category": "VALIDATION_ERROR", "message": problem}
        code, answer = self.write(inputs)
        return code if code == 207 else status, headers, answer

    def problem(self, inputs: list[dict[str, Any]]) -> str:
        """Why the whole batch is refused; empty where it is not."""
        names = {name for i in inputs for name in i["properties"]}
        unknown = names - names if self.known_properties is None else names - self.known_properties
        missing = f'[{{"error":"PROPERTY_DOESNT_EXIST","name":"{min(unknown, default="")}"}}]'
        found = {
            "too many inputs": len(inputs) > 100,
            "duplicate ids": len({i["id"] for i in inputs}) != len(inputs),
            "a bad row": bool(self.poison & {i["id"] for i in inputs}),
            f"Property values were not valid: {missing}": bool(unknown),
        }
        return next((text for text, so in found.items() if so), "")

    def write(self, inputs: list[dict[str, Any]]) -> tuple[int, Any]:
        """Upsert each row that is not refused by itself."""
        results, errors = [], []
        for i in inputs:
            trace = i["objectWriteTraceId"]
            if i["id"] in self.refused:
                context = {"objectWriteTraceId": [trace]}
                errors.append({"category": "VALIDATION_ERROR", "message": "no", "context": context})
                continue
            self.contacts.setdefault(i["id"], {}).update(i["properties"])
            self.history.append((i["id"], i["properties"]))
            results.append({"objectWriteTraceId": trace, "properties": i["properties"]})
        if errors:
            return 207, {"results": results, "errors": errors, "numErrors": len(errors)}
        return 200, {"status": "COMPLETE", "results": results}


@pytest.fixture
def crm() -> Iterator[Crm]:
    state = Crm()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = self.headers.get("Authorization", "")
            status, headers, answer = state.answer(token, self.path, body)
            state.calls.append((len(body["inputs"]), status))
            data = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/hubspot"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crm: Crm) -> Warehouse:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.delenv("WEIR_ENV", raising=False)
    monkeypatch.setenv("CRM_API_URL", crm.url)
    monkeypatch.setenv("CRM_API_TOKEN", TOKEN)
    return open_warehouse()


@pytest.fixture
def mart(warehouse: Warehouse) -> Callable[..., None]:
    """Replaces the mart: customer -> segment, and columns that no declaration names."""

    def write(members: dict[str, str], audience: str = "win_back", version: str = "v1") -> None:
        rows = pa.table(
            {
                "audience": pa.array([audience] * len(members), pa.string()),
                "weir_customer_id": pa.array(list(members), pa.string()),
                "email": pa.array([f"{key}@example.com" for key in members], pa.string()),
                "segment": pa.array(list(members.values()), pa.string()),
                "model_version": pa.array([version] * len(members), pa.string()),
            }
        )
        with warehouse.session("test") as session:
            session.replace_table(
                ("mart", "audiences"),
                "select '' as audience, '' as weir_customer_id, '' as email, '' as segment, "
                "'' as model_version where false",
            )
            session.append(("mart", "audiences"), rows)

    return write


@pytest.fixture
def declaration() -> Declaration:
    return Declaration(
        name="win_back",
        table=("mart", "audiences"),
        rows={"audience": "win_back"},
        id_column="weir_customer_id",
        id_property="weir_customer_id",
        identity={"email": "email"},
        properties={"weir_segment": "segment"},
        max_change=0.3,
        floor=5,
        release=None,
        max_attempts=3,
        where="defs.yaml",
    )


@pytest.fixture
def synchronize(
    warehouse: Warehouse, crm: Crm, declaration: Declaration, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """One run. Keywords change the declaration; `waits` collects what was slept."""

    def run(
        *,
        sink: Callable[[HubSpot], Any] = lambda hubspot: hubspot,
        released: bool = False,
        run_id: str = "run",
        waits: list[float] | None = None,
        attempts: int = 4,
        **changes: Any,
    ) -> Outcome:
        slept = [] if waits is None else waits
        declared = replace(declaration, **changes)
        with connect(crm.url, TOKEN) as client:
            policy = replace(POLICY, attempts=attempts)
            hubspot = HubSpot(client, declared.id_property, declared.where, policy=policy)
            monkeypatch.setattr("weir.retry.request.sleep", slept.append)
            return Synchronization(
                declaration=declared,
                warehouse=warehouse,
                holder="test",
                run_id=run_id,
                sink=sink(hubspot),
                released=released,
                progress=lambda line: None,
            ).run()

    return run
