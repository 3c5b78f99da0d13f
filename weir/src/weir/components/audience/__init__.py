"""Reverse ETL: a mart's rows as an audience in the CRM.

One folder, one audience. Members of the mart carry `weir_audience_<name>` = "true" in the CRM;
who leaves the mart is told "false" and is never deleted. Only what differs from the last
acknowledged state is sent, at least once; sending a row again sets the same values again.

Every CRM property has one writer. `identity` (who the contact is) may be sent by every audience:
all read it from the same mart, so all send the same. What is told *about* a contact (segment,
churn band) belongs to the one audience that lists it under `properties`; two audiences with the
same one do not load, since each would undo the other's clearing when a member leaves. To tell the
CRM something about customers of several audiences, make an audience of all of them that owns it.

The ledger is the only memory of who is in the CRM's audience: if the warehouse is lost, all
members are sent anew, and those who left meanwhile keep "true" until they come and go again.
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated

import dagster as dg
from pydantic import AfterValidator, Field

from weir import fingerprint
from weir.components.audience import origins
from weir.components.audience.asset import build
from weir.components.audience.declaration import Declaration
from weir.components.audience.scaffold import AudienceScaffolder
from weir.components.automation import DEFAULT, Automated
from weir.components.declared import Declared, DeclaredComponent
from weir.components.freshness import Freshness, facts, policy

__all__ = ["Audience"]


SHARE = re.compile(r"(100|[1-9]?[0-9])%")
ADDRESS = re.compile(r"([A-Za-z0-9_]+)\.([A-Za-z0-9_]+)")


def _share(text: str) -> str:
    if not SHARE.fullmatch(text):
        raise ValueError(f"{text!r} is no share; write it like 30%")
    return text


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is no table; write dataset.table")
    return text


@cache
def _code() -> str:
    """What this component's own modules are; those that it shares with others do not count."""
    here = Path(__file__).parent
    return fingerprint.of_text(*(fingerprint.of_python(p, here) for p in sorted(here.glob("*.py"))))


class Guard(Declared):
    """How much may change in one run."""

    max_change: Annotated[str, AfterValidator(_share)] = Field(
        default="30%", description="Largest part of the known members that may change in one run."
    )
    floor: int = Field(default=50, ge=0, description="Changes that are never called a mass change.")
    release: str | None = Field(
        default=None,
        description="A reason that lets one mass change pass: the first run that reads it uses it "
        "up, whether it was needed or not. Write another reason for the next.",
    )


@dg.scaffold_with(AudienceScaffolder)
class Audience(DeclaredComponent):
    """Keeps an audience of the CRM equal to the rows of a mart."""

    name: str = Field(description="Name of the audience; the CRM's property is weir_audience_NAME.")
    table: Annotated[str, AfterValidator(_address)] = Field(
        description="The mart with the members, dataset.table."
    )
    rows: dict[str, str] = Field(
        default_factory=dict, description="column: value, where the mart lists several audiences."
    )
    id_column: str = Field(default="weir_customer_id", description="Column with the customer's id.")
    id_property: str = Field(
        default="weir_customer_id", description="The CRM's unique property for it."
    )
    identity: dict[str, str] = Field(
        description="CRM property: column. Who the contact is; every audience may send these."
    )
    properties: dict[str, str] = Field(
        default_factory=dict,
        description="CRM property: column. Sent by this audience alone; cleared for who leaves.",
    )
    guard: Guard = Field(default=Guard(), description="How much may change in one run.")
    max_attempts: int = Field(default=5, ge=1, description="Tries of a row that the CRM refuses.")
    owners: list[str] = Field(min_length=1, description="team:NAME or e-mail addresses.")
    group: str = Field(default="audiences", description="Group in the asset graph.")
    description: str = Field(description="Who they are, and what the CRM does with them.")
    tags: dict[str, str] = Field(default_factory=dict, description="Tags of the asset.")
    freshness: Freshness | None = Field(
        default=None, description="When the audience is late, for example {fail_window: 36h}."
    )
    automation: Automated = Field(
        default=DEFAULT,
        description="When it is sent by itself: a name, or {when:, cron:, timezone:, cooldown:}.",
    )
    allow_empty: bool = Field(default=False, description="Having no member is no fault.")

    def declaration(self, where: Path) -> Declaration:
        """What it declares, checked.

        Raises:
            WeirError: a name or a value can't be used.
        """
        dataset, table = self.table.split(".")
        return Declaration(
            name=self.name,
            table=(dataset, table),
            rows=self.rows,
            id_column=self.id_column,
            id_property=self.id_property,
            identity=self.identity,
            properties=self.properties,
            max_change=float(self.guard.max_change.removesuffix("%")) / 100,
            floor=self.guard.floor,
            release=self.guard.release,
            max_attempts=self.max_attempts,
            where=str(where),
        )

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """The asset ["audiences", name], its check, and its dependency on the mart."""
        where = context.path / "defs.yaml" if context.path.is_dir() else context.path
        declaration = self.declaration(where)
        for other in context.component_tree.get_all_components(of_type=Audience):
            shared = sorted(self.properties.keys() & other.properties.keys())
            if other.name != self.name and shared:
                raise declaration.wrong(
                    f"the audiences {self.name} and {other.name} both write {shared[0]!r}",
                    "leave it with one of them; a property has one writer",
                    shared[0],
                )
        spec = dg.AssetSpec(
            key=dg.AssetKey(["audiences", self.name]),
            deps=[dg.AssetKey(list(declaration.table))],
            description=self.description,
            owners=self.owners,
            group_name=self.group,
            tags=self.tags,
            kinds={"hubspot"},
            automation_condition=self.automation.condition(),
            code_version=fingerprint.of_text(
                self.model_dump_json(
                    exclude={"automation", "description", "owners", "group", "tags", "freshness"}
                ),
                _code(),
            ),
            freshness_policy=policy(self.freshness),
            metadata={
                **facts(self.freshness),
                **origins.metadata(declaration),
                **({"weir/allow_empty": True} if self.allow_empty else {}),
            },
        )
        return dg.Definitions(assets=[build(declaration, spec)])
