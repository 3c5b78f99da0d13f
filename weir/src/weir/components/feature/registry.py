"""The table of model versions: one row per trained version, appended and never changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from weir.components.declared import Declared
from weir.components.feature.contract import TableName
from weir.components.feature.types import Type
from weir.errors import WeirError
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address

COLUMNS = {
    "name": Type.VARCHAR,
    "version": Type.VARCHAR,
    "trained_as_of": Type.DATE,
    "trained_from": Type.DATE,
    "feature_hash": Type.VARCHAR,
    "metrics": Type.VARCHAR,
    "model": Type.VARCHAR,
    "promoted": Type.BOOLEAN,
    "created_at": Type.TIMESTAMP,
}


class Choice(Declared):
    """The promoted version of a model, chosen when a step runs.

    Attributes:
        registry: `dataset/table` of the registry.
        name: the model's name in it.
    """

    registry: TableName
    name: str


@dataclass(frozen=True)
class Version:
    """A trained model.

    Attributes:
        version: the training's fingerprint, so that the same training is the same version.
        trained_as_of: "today" when it was trained.
        trained_from: the earliest day as of which a training row describes a customer.
        feature_hash: fingerprint of the features' code.
        metrics: what it was judged by, on the holdout.
        model: its parameters, as the location's `fit` returned them.
        promoted: whether it scores (until a later version is promoted).
    """

    name: str
    version: str
    trained_as_of: date
    trained_from: date
    feature_hash: str
    metrics: dict[str, Any]
    model: dict[str, Any]
    promoted: bool


@dataclass(frozen=True)
class Registry:
    """The registry's table in an open session."""

    address: Address
    session: Session
    warehouse: Warehouse

    def ensure(self) -> None:
        """Make the table where there is none."""
        self.session.create_dataset(self.address[0])
        columns = ", ".join(f"{n} {k.sql(self.warehouse.dialect)}" for n, k in COLUMNS.items())
        self.session.execute(f"create table if not exists {self._table} ({columns})")

    def versions(self, name: str) -> list[Version]:
        """All versions of a model, oldest first; none where there is no table."""
        if self.address not in self.session.tables():
            return []
        listed = ", ".join(column for column in COLUMNS if column != "created_at")
        rows = self.session.rows(
            f"select {listed} from {self._table} where name = ? order by created_at, version",
            [name],
        )
        return [
            Version(*row[:5], metrics=json.loads(row[5]), model=json.loads(row[6]), promoted=row[7])
            for row in rows
        ]

    def promoted(self, name: str) -> Version:
        """The version that scores.

        Raises:
            WeirError: no version was ever promoted.
        """
        found = latest_promoted(self.versions(name))
        if found is None:
            raise WeirError(
                f"no version of the model {name!r} is promoted",
                where=".".join(self.address),
                fix=f"materialize {'/'.join(self.address)}; its checks say why none was promoted",
            )
        return found

    def append(self, version: Version) -> None:
        """Add a version, in one statement: a killed step leaves it whole or not at all."""
        values = ["?"] * len(COLUMNS)
        for place, (column, kind) in enumerate(COLUMNS.items()):
            if kind in (Type.DATE, Type.TIMESTAMP):
                values[place] = f"cast(? as {kind.sql(self.warehouse.dialect)})"
            elif column == "promoted":
                values[place] = str(version.promoted).lower()
        parameters = [
            version.name,
            version.version,
            version.trained_as_of.isoformat(),
            version.trained_from.isoformat(),
            version.feature_hash,
            json.dumps(version.metrics, sort_keys=True),
            json.dumps(version.model, sort_keys=True),
            datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" "),
        ]
        self.session.execute(
            f"insert into {self._table} ({', '.join(COLUMNS)}) values ({', '.join(values)})",
            parameters,
        )

    @property
    def _table(self) -> str:
        return self.warehouse.name(self.address)


def latest_promoted(versions: Sequence[Version]) -> Version | None:
    """The last of the promoted ones: the version that scores."""
    return next((v for v in reversed(versions) if v.promoted), None)
