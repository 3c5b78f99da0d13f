"""The page for people: who is in which audience, and what was written last."""

import sqlite3
from datetime import date, datetime
from html import escape
from importlib.resources import files
from zoneinfo import ZoneInfo

from sandbox.crm import contacts, journal
from sandbox.crm.contacts import Contact
from sandbox.crm.properties import Property, known
from sandbox.crm.table import Table, number, table

AUDIENCE = "weir_audience_"
SHOWN = 500  # members on the page
BATCHES = 15
ZONE = ZoneInfo("America/New_York")

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>CRM: audiences</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{css}</style></head>
<body><header><div><h1>CRM</h1><span>HubSpot in miniature</span>
<span class="note">{today}</span></div></header>
<main>
<section class="cards" aria-label="Audiences">{cards}</section>
<h2>{title}</h2>{members}
<h2>Last writes</h2>{writes}
<footer>Every number is read from the sandbox's contacts when the page is loaded. This is a
stand-in on your own machine: nothing was sent to HubSpot.</footer>
</main></body></html>
"""


def render(connection: sqlite3.Connection, clock: date, wanted: str | None = None) -> str:
    """The page as HTML, with the members of one audience (by default the first that has any).

    Args:
        connection: to the CRM's database.
        clock: the sandbox's date.
        wanted: the name of the audience, without the property's prefix.
    """
    everybody = list(contacts.every(connection))
    audiences = [p for p in known(connection).values() if p.name.startswith(AUDIENCE)]
    inside = {
        p.name: [c for c in everybody if c.properties.get(p.name) == "true"] for p in audiences
    }
    chosen = _choose(audiences, inside, wanted)
    cards = [_card(p, len(inside[p.name]), chosen=p == chosen) for p in audiences]
    cards.append(
        f'<div class="card"><small>All contacts</small><b>{len(everybody):,}</b>'
        f"<small>known to the CRM</small></div>"
    )
    return PAGE.format(
        css=(files("sandbox.crm") / "page.css").read_text(),
        today=f"{clock:%A}, {clock.day} {clock:%B %Y}",
        cards="".join(cards),
        title=escape(chosen.label) if chosen else "Members",
        members=_members(inside[chosen.name]) if chosen else _members([]),
        writes=_writes(connection),
    )


def _choose(
    audiences: list[Property], inside: dict[str, list[Contact]], wanted: str | None
) -> Property | None:
    named = [p for p in audiences if p.name == f"{AUDIENCE}{wanted}"]
    filled = [p for p in audiences if inside[p.name]]
    return next(iter([*named, *filled, *audiences]), None)


def _card(audience: Property, members: int, *, chosen: bool) -> str:
    name = audience.name.removeprefix(AUDIENCE)
    return (
        f'<a class="card{" chosen" if chosen else ""}" href="?audience={escape(name)}">'
        f"<small>{escape(audience.label)}</small>"
        f'<b data-audience="{escape(name)}" data-members="{members}">{members:,}</b>'
        f"<small>{'member' if members == 1 else 'members'}</small></a>"
    )


def _members(members: list[Contact]) -> str:
    rows = Table(("Customer", "E-mail", "Segment", "Churn", "Changed"))
    for contact in members[:SHOWN]:
        given = contact.properties
        band = escape(given.get("weir_churn_band", ""))
        rows.add(
            escape(given.get("weir_customer_id", "")),
            escape(given.get("email", "")),
            escape(given.get("weir_segment", "")),
            f'<span class="band {band}">{band}</span>' if band else "",
            _when(contact.updated_at),
        )
    more = len(members) - SHOWN
    note = f'<p class="note">and {more:,} more</p>' if more > 0 else ""
    return table(rows, "Nobody is in this audience.", tall=True) + note


def _writes(connection: sqlite3.Connection) -> str:
    counts = ("Rows", "Created", "Updated", "Unchanged", "Refused")
    rows = Table(("When", "Status", *map(number, counts), "Reason"))
    for batch in journal.batches(connection, BATCHES):
        values = (batch[name] for name in ("received", *journal.KINDS, "refused"))
        rows.add(
            _when(batch["at"]),
            str(batch["status"]),
            *(number(f"{value:,}") for value in values),
            f'<span class="wrong">{escape((batch["message"] or "")[:200])}</span>',
        )
    return table(rows, "Nothing was written yet.")


def _when(moment: str) -> str:
    there = datetime.fromisoformat(moment).astimezone(ZONE)
    return f'<time datetime="{escape(moment)}">{there.day} {there:%b %Y, %H:%M:%S}</time>'
