"""The page for people: the newest message on top."""

import re
import sqlite3
from html import escape
from importlib.resources import files

from sandbox.inbox import messages

SHOWN = 200
OWN = re.compile(r"http://127\.0\.0\.1:[^\s<&]*")  # addresses of this machine become links

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Inbox: alerts</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{css}</style></head>
<body><header><div><h1>Inbox</h1><span>what each team would get</span>
<span class="note">newest first</span></div></header>
<main>
<section class="cards" aria-label="Teams">{cards}</section>
<h2>{heading}</h2>{messages}
<footer>This is a stand-in on your own machine for Slack, Teams or e-mail: nothing was sent to
anybody. Times are UTC.</footer>
</main></body></html>
"""


def render(connection: sqlite3.Connection, team: str | None = None) -> str:
    """The page as HTML, with all messages or those of one team."""
    counted = messages.counts(connection)
    cards = [_card("", "All teams", sum(counted.values()), chosen=team is None)]
    cards += [_card(name, name, number, chosen=name == team) for name, number in counted.items()]
    found = messages.newest(connection, team, SHOWN)
    return PAGE.format(
        css=_css(),
        cards="".join(cards),
        heading=escape(team) if team else "All messages",
        messages="".join(_message(m) for m in found)
        or '<div class="table"><div class="empty">Nothing was sent yet.</div></div>',
    )


def _css() -> str:
    return (files("sandbox.crm") / "page.css").read_text() + (
        files("sandbox.inbox") / "page.css"
    ).read_text()


def _card(team: str, label: str, number: int, *, chosen: bool) -> str:
    link = f"?team={escape(team)}" if team else "?"
    return (
        f'<a class="card{" chosen" if chosen else ""}" href="{link}">'
        f"<small>{escape(label)}</small>"
        f'<b data-team="{escape(team)}" data-messages="{number}">{number:,}</b>'
        f"<small>{'message' if number == 1 else 'messages'}</small></a>"
    )


def _message(message: dict[str, str]) -> str:
    tone = escape(message["tone"])
    body = OWN.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(message["body"]))
    return (
        f'<article class="{tone}"><h3>{escape(message["title"])}</h3>'
        f'<p class="note"><span class="band">{escape(message["team"])}</span> '
        f"{tone} · <time>{escape(message['at'])}</time></p><pre>{body}</pre></article>"
    )
