"""The control plane: the clock, the faults and the log of calls, below `/__sandbox`."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from sandbox.calls import Calls
from sandbox.faults import Fault
from sandbox.world import World


class Days(BaseModel):
    """How far the clock is to move."""

    model_config = ConfigDict(extra="forbid")

    days: int = 1


class Clock(BaseModel):
    """Where the clock is to stand."""

    model_config = ConfigDict(extra="forbid")

    clock: date


class Injection(BaseModel):
    """A fault; see `sandbox.faults.Fault` for what the fields mean."""

    model_config = ConfigDict(extra="forbid")

    path: str
    method: str | None = None
    status: int | None = Field(default=503, ge=100, le=599)
    times: int = Field(default=1, ge=1)
    headers: dict[str, str] = {}
    body: Any = None
    after: bool = False
    delay: float = Field(default=0.0, ge=0)
    half: bool = False


def create_router(world: World, calls: Calls) -> APIRouter:
    """The routes of the control plane that are no single system's."""
    router = APIRouter()

    @router.get("/clock")
    def clock() -> dict[str, Any]:
        return describe(world)

    @router.post("/clock")
    def set_clock(wanted: Clock) -> dict[str, Any]:
        world.set_clock(wanted.clock)
        return describe(world)

    @router.post("/tick")
    def tick(wanted: Days) -> dict[str, Any]:
        world.tick(wanted.days)
        return describe(world)

    @router.get("/faults")
    def faults() -> list[Fault]:
        return world.faults.pending()

    @router.post("/faults")
    def inject(wanted: Injection) -> list[Fault]:
        world.faults.add(Fault(**wanted.model_dump()))
        return world.faults.pending()

    @router.delete("/faults")
    def reset() -> list[Fault]:
        world.faults.reset()
        return world.faults.pending()

    @router.get("/calls")
    def log(after: int = 0, system: str | None = None) -> list[dict[str, Any]]:
        return calls.after(after, system)

    @router.get("/calls/counts")
    def counts() -> dict[str, int]:
        return calls.counts()

    return router


def describe(world: World) -> dict[str, Any]:
    """What the world says of itself."""
    return {
        "clock": world.clock.isoformat(),
        "scale": world.scale,
        "state": str(world.state),
        "message": f"the sandbox's clock stands at {world.clock}",
    }
