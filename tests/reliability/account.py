"""A Fivetran account with its two connections, behind the sandbox's fault injection."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import dagster as dg
import pytest
from fastapi import FastAPI
from tests.reliability.served import Served, listening, surrounded
from tests.weir.components.fivetran.conftest import Step, declared, message

from sandbox import receipts
from sandbox.fivetran import create_app, create_control, settings
from sandbox.fivetran.sync import Syncs
from sandbox.fivetran.testing import Account
from sandbox.world import World
from weir.components.fivetran import request
from weir.home import home
from weir.warehouse import open_warehouse

GOOGLE, META = "Fivetran: Google Ads", "Fivetran: Meta Ads"
DAYS = 4  # 2017-01-01 to 2017-01-04
CONNECTIONS = {
    GOOGLE: ("google_ads", "conn_google_ads", "campaign_stats", "clicks"),
    META: ("facebook_ads", "conn_facebook_ads", "basic_ad", "impressions"),
}


@dataclass
class Connected(Served):
    """One of the account's connections, and the step that loads it.

    Attributes:
        account: the account's controls.
        dataset: where it loads to.
        connection: its id.
        report: the table that has rows for each day.
        number: a column of it, BIGINT.
        whole: rows of that table, all days.
    """

    account: Account
    dataset: str
    connection: str
    report: str
    number: str
    step: Step
    whole: int = 0

    def starts(self) -> int:
        """Syncs that were started since the test began."""
        return self.account.show(self.connection)["starts"] - self.before

    before: int = 0

    def rows(self) -> int:
        """Rows of the report in the warehouse."""
        with open_warehouse().session("test") as session:
            return session.row_counts([(self.dataset, self.report)]).get(
                (self.dataset, self.report), 0
            )

    def days(self) -> list[tuple[Any, ...]]:
        """For each day of the report its rows."""
        with open_warehouse().session("test", read_only=True) as session:
            return session.rows(
                f"select date::varchar, count(*) from {self.dataset}.{self.report} "
                "where not coalesce(_fivetran_deleted, false) group by 1 order by 1"
            )

    def execute(self, *statements: str) -> None:
        """Change the warehouse behind Fivetran's back."""
        with open_warehouse().session("test") as session:
            for statement in statements:
                session.execute(statement)

    def change(self, **changes: Any) -> None:
        """Make something happen to the connection."""
        self.account.change(self.connection, **changes)

    def said(self, result: dg.ExecuteInProcessResult) -> str:
        """What is read of a run that failed."""
        return message(result)


def connected(edge: str, patch: pytest.MonkeyPatch, sales: dict[date, int]) -> Iterator[Connected]:
    """The account, running, with nothing loaded of the connection yet."""
    dataset, connection, report, number = CONNECTIONS[edge]
    patch.setattr(receipts, "daily_sales", lambda: sales)  # two seconds each time
    world = World(home().state / "sandbox", clock=date(2017, 1, DAYS))
    inner, calls = surrounded(create_app(world), world)
    app = FastAPI(openapi_url=None)
    app.include_router(create_control(world), prefix="/__sandbox/fivetran")
    app.mount("/", inner)
    with listening(app) as url:
        for name, value in settings(world, url).items():
            patch.setenv(name, value)
        account = Account(world, url, [])
        for one in CONNECTIONS.values():
            account.settled(one[1])
        account.change(CONNECTIONS[GOOGLE][1], schedule_type="manual")
        step = Step(declared(dataset))
        made = Connected(url, world, calls, account, dataset, connection, report, number, step)
        made.before = account.show(connection)["starts"]
        made.whole = DAYS * _a_day(edge)
        try:
            yield made
        finally:
            world.ending.set()
            _wait(world)


def hasty(patch: pytest.MonkeyPatch) -> None:
    """Have requests to Fivetran's API wait for 0.3 s instead of 30."""
    made = request.Requests.__init__

    def init(self: request.Requests, *args: Any, **named: Any) -> None:
        made(self, *args, **named)
        self.policy = replace(self.policy, timeout=0.3)

    patch.setattr(request.Requests, "__init__", init)


def _a_day(edge: str) -> int:
    return {GOOGLE: 24, META: 18}[edge]


def _wait(world: World) -> None:
    """Syncs run in threads that would outlive the test."""
    deadline = time.monotonic() + 20
    store = Syncs.of(world).store
    while any(c.sync_state == "syncing" for c in store.all()) and time.monotonic() < deadline:
        time.sleep(0.02)
