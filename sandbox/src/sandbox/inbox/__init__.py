"""The teams' inbox: what would go to Slack, Teams or e-mail is shown on a page.

Messages come as apprise's `json://` plugin posts them (title, message, type):
https://github.com/caronc/apprise/wiki/Notify_Custom_JSON
"""

import re

from sandbox.inbox.api import create_app
from weir.errors import WeirError
from weir.home import home

__all__ = ["create_app", "settings"]

# One line of the project's list of teams; the kit reads the file as a whole, and checks it.
TEAM = re.compile(r"^\s+(\w+):.*\bsetting:\s*(\w+)", re.MULTILINE)


def settings(url: str) -> dict[str, str]:
    """For each team of `deploy/teams.yaml`: its setting, with an address in this inbox."""
    try:
        text = (home().project / "deploy" / "teams.yaml").read_text()
    except (OSError, WeirError):
        return {}  # a project without alerts
    address = url.replace("http://", "json://", 1)
    return {setting: f"{address}/{team}" for team, setting in TEAM.findall(text)}
