"""Who gets the messages: one file, `deploy/teams.yaml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from weir.errors import WeirError

FORM = "write `fallback: NAME` and `teams: {NAME: {codeowners: '@org/name', setting: ALERTS_NAME}}`"


@dataclass(frozen=True)
class Team:
    """A team.

    Attributes:
        name: as the graph names it, without `team:`.
        codeowners: its GitHub handle in CODEOWNERS.
        setting: name of the setting with its apprise URLs.
    """

    name: str
    codeowners: str
    setting: str


@dataclass(frozen=True)
class Teams:
    """All teams, and the one that gets what nobody owns."""

    known: dict[str, Team]
    fallback: Team
    where: Path

    def of(self, owners: Iterable[str]) -> tuple[str, ...]:
        """Names of the teams that messages about these owners' assets go to."""
        names = (owner.removeprefix("team:") for owner in owners)
        found = tuple(dict.fromkeys(name for name in names if name in self.known))
        return found or (self.fallback.name,)

    def get(self, name: str) -> Team:
        """A team by its name; one that is not there any more is the fallback."""
        return self.known.get(name, self.fallback)


def read_teams(path: Path) -> Teams:
    """The teams in a file.

    Raises:
        WeirError: the file is missing, or holds something else.
    """
    try:
        document: Any = yaml.safe_load(path.read_text())
    except OSError:
        raise WeirError("the list of teams is missing", where=path, fix=FORM) from None
    except yaml.YAMLError as error:
        raise WeirError(f"the list of teams is no YAML: {error}", where=path, fix=FORM) from None
    top = _mapping(document, path, "fallback", "teams")
    entries = _mapping(top["teams"], f"{path}, key teams")
    known: dict[str, Team] = {}
    for name, entry in entries.items():
        place = f"{path}, key teams.{name}"
        values = _mapping(entry, place, "codeowners", "setting")
        known[name] = Team(name, str(values["codeowners"]), str(values["setting"]))
    fallback = str(top["fallback"])
    if fallback not in known:
        raise WeirError(
            f"the fallback {fallback!r} is no team of this file",
            where=f"{path}, key fallback",
            fix=f"name one of {', '.join(known)}",
        )
    return Teams(known, known[fallback], path)


def _mapping(value: Any, where: object, *keys: str) -> dict[str, Any]:
    """The value as a mapping with exactly these keys; any, where none are named."""
    if not isinstance(value, dict) or not value:
        raise WeirError(f"there is {value!r} where a mapping belongs", where=where, fix=FORM)
    found = {str(key): entry for key, entry in cast("dict[Any, Any]", value).items()}
    if keys and found.keys() != set(keys):
        raise WeirError(
            f"the keys are {', '.join(found)}, and should be {', '.join(keys)}",
            where=where,
            fix=FORM,
        )
    return found
