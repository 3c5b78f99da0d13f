"""Where messages are posted to, and the page that shows them."""

from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from sandbox.database import reading, transaction
from sandbox.inbox import messages
from sandbox.inbox.page import render
from sandbox.world import World


class Notification(BaseModel):
    """What apprise's JSON plugin sends; it also sends its version and attachments."""

    title: str
    message: str
    type: str = "info"


def create_app(world: World) -> FastAPI:
    """The app: a page at its root, and an address for each team below it."""
    path = world.database("inbox")
    with transaction(path) as connection:
        messages.prepare(connection)
    app = FastAPI(title="Inbox", openapi_url=None)

    @app.get("/", response_class=HTMLResponse)
    def people(team: str | None = None) -> str:
        with reading(path) as connection:
            return render(connection, team)

    @app.get("/messages")
    def listing(team: str | None = None) -> list[dict[str, Any]]:
        """All messages as JSON, newest first."""
        with reading(path) as connection:
            return list(messages.newest(connection, team))

    @app.post("/{team}")
    def receive(team: str, sent: Notification) -> dict[str, str]:
        with transaction(path) as connection:
            messages.add(connection, team, sent.title, sent.message, sent.type)
        return {"status": "received"}

    return app
