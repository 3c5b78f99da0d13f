"""A component on a running account, as a run of Dagster sees it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
import yaml
from tests.sandbox.fivetran.conftest import account, sales  # noqa: F401

from sandbox.fivetran.testing import Account
from weir.components.fivetran import FivetranConnection
from weir.warehouse import open_warehouse

DECLARED = Path(__file__).parent / "declared"


def declared(name: str, **changes: Any) -> dict[str, Any]:
    """The attributes of a connection of the sandbox, quick to give up."""
    attributes = yaml.safe_load((DECLARED / f"{name}.yaml").read_text())["attributes"]
    return {**attributes, "timeout": "20s", "poll_every": "1s", **changes}


@dataclass
class Step:
    """A component's step, run again and again in one instance."""

    attributes: dict[str, Any]
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    @property
    def assets(self) -> dg.AssetsDefinition:
        component = FivetranConnection.model_validate(self.attributes)
        context: Any = SimpleNamespace(path=Path(self.attributes["dataset"]))
        [assets] = component.build_defs(context).assets or []
        assert isinstance(assets, dg.AssetsDefinition)
        return assets

    def run(self, **tags: str) -> dg.ExecuteInProcessResult:
        return dg.materialize(
            [self.assets], instance=self.instance, tags=tags, raise_on_error=False
        )

    def made(self, **tags: str) -> dict[str, dict[str, Any]]:
        """Metadata of each table of a run that must succeed."""
        result = self.run(**tags)
        assert result.success, message(result)
        return metadata(result)

    def refused(self, **tags: str) -> str:
        """The message of a run that must fail."""
        result = self.run(**tags)
        assert not result.success
        return message(result)


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    return {
        event.asset_key.path[1]: {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }


def message(result: dg.ExecuteInProcessResult) -> str:
    texts: list[str] = []
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        while error:
            texts.append(error.message)
            error = error.cause
    return "\n".join(texts)


def rows(sql: str) -> list[tuple[Any, ...]]:
    with open_warehouse().session("test", read_only=True) as session:
        return session.rows(sql)


def once_syncing(account: Account, connection: str, then: Callable[[], None]) -> None:  # noqa: F811
    """Do something as soon as a sync of the connection is running, beside the test."""

    def wait() -> None:
        while account.show(connection)["sync_state"] != "syncing":
            time.sleep(0.02)
        then()

    threading.Thread(target=wait, daemon=True).start()


@pytest.fixture
def connected(account: Account, monkeypatch: pytest.MonkeyPatch) -> Account:  # noqa: F811
    """The account, known to the platform by its settings."""
    for name, value in account.settings.items():
        monkeypatch.setenv(name, value)
    return account
