"""What a test or a person looks up in the CRM behind its API."""

from typing import Any

from fastapi import APIRouter

from sandbox.crm import contacts, journal
from sandbox.database import reading
from sandbox.world import World


def create_control(world: World) -> APIRouter:
    """The routes below `/__sandbox/crm`."""
    router = APIRouter()
    path = world.database("crm")

    @router.get("/contacts")
    def everybody() -> list[dict[str, Any]]:
        with reading(path) as connection:
            return [vars(contact) for contact in contacts.every(connection)]

    @router.get("/batches")
    def batches() -> list[dict[str, Any]]:
        """Every batch with its counts, newest first."""
        with reading(path) as connection:
            return journal.batches(connection)

    @router.get("/writes")
    def writes(after: int = 0) -> list[dict[str, Any]]:
        """Every input that was accepted, oldest first."""
        with reading(path) as connection:
            return journal.writes(connection, after)

    return router
