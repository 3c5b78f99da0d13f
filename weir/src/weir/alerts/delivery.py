"""Hand a message to a team's addresses, through apprise."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from weir.alerts.message import Message
from weir.alerts.teams import Team
from weir.environment import Environment, Name
from weir.errors import WeirError

# Schemes that speak to the host they name. Others send to a service, whatever host they carry:
# mailto://…@127.0.0.1?smtp=mail.example.com.
DIRECT = frozenset({"json", "form", "xml"})
SEVERAL = re.compile(r"[\s,]+(?=[a-z0-9]+://)")


def addresses(environment: Environment, team: Team) -> list[str]:
    """The apprise URLs of a team; none in a preview that has none, since it would not use them.

    Raises:
        WeirError: the setting is not set, or holds something that is no apprise URL.
    """
    try:
        text = environment.setting(team.setting)
    except WeirError as error:
        if environment.name is Name.PREVIEW:
            return []
        raise WeirError(
            f"messages to the team {team.name} have no address: {error.what}",
            where=error.where,
            fix=f"set {team.setting} to one or more apprise URLs (slack://…, mailto://…)",
        ) from error
    return [url for url in SEVERAL.split(text.strip()) if url]


def deliver(
    environment: Environment, team: Team, message: Message, tell: Callable[[str], None]
) -> None:
    """Send a message to all addresses of a team.

    Outside production only a server on loopback gets it; of everything else `tell` says what
    would have been sent.

    Raises:
        WeirError: there is no address, or one of them did not take the message.
    """
    urls = addresses(environment, team)
    allowed = [url for url in urls if _may_send(environment, url)]
    if len(allowed) < len(urls) or not urls:
        tell(f"dry run ({environment.name}), to {team.name}: {message.title}\n{message.body}")
    for url in allowed:
        _send(url, team, message)


def _may_send(environment: Environment, url: str) -> bool:
    if environment.name is Name.PRODUCTION:
        return True
    return urlsplit(url).scheme in DIRECT and environment.may_act_on(url)


def _send(url: str, team: Team, message: Message) -> None:
    apprise: Any = import_module("apprise")  # of the extra `alerts`
    # The address itself is a secret: errors name the setting that holds it.
    post = apprise.Apprise()
    if not post.add(url):
        raise WeirError(
            f"an address of the team {team.name} is no apprise URL",
            where=f"setting {team.setting}",
            fix="write it as https://github.com/caronc/apprise/wiki lists it",
        )
    with apprise.LogCapture(level=apprise.logging.WARNING, fmt="%(message)s") as said:
        accepted = post.notify(
            title=message.title, body=message.body, notify_type=message.tone, body_format="text"
        )
        why = " ".join(said.getvalue().split())
    if not accepted:
        raise WeirError(
            f"a message to the team {team.name} was not delivered: {why or 'no reason given'}",
            where=f"setting {team.setting}",
            fix="mend the address or what answers there; the message is tried again at every tick",
        )
