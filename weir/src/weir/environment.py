"""Local, preview or production: decided once, here."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from weir.errors import WeirError
from weir.home import Home, home

VARIABLE = "WEIR_ENV"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Name(StrEnum):
    """The three environments. Asset keys are the same in all of them."""

    LOCAL = "local"
    PREVIEW = "preview"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Environment:
    """What differs between environments; everything else is the same code.

    Attributes:
        name: which of the three.
        home: the project's root and state folder.
        warehouse: "duckdb" or "bigquery".
        dataset_prefix: put before every dataset's name in the warehouse ("" in local and
            production; a preview's own in previews). Never part of an asset key.
    """

    name: Name
    home: Home
    warehouse: str
    dataset_prefix: str

    def may_act_on(self, url: str) -> bool:
        """Whether code may change the system behind `url`.

        Only production changes the outside world; elsewhere only a server on loopback may be
        written to, and everything else is a dry run.
        """
        if self.name is Name.PRODUCTION:
            return True
        return (urlsplit(url).hostname or "") in LOOPBACK

    def setting(self, name: str) -> str:
        """The value of a setting of the outside world (an address, a token).

        Taken from the environment variable `name`; in local alone, where that is not set, from
        what the running sandbox wrote down.

        Raises:
            WeirError: the setting is nowhere.
        """
        value = os.environ.get(name)
        if value:
            return value
        if self.name is Name.LOCAL:
            sandbox = read_settings(self.home.sandbox_settings)
            if name in sandbox:
                return sandbox[name]
            if self.home.sandbox_settings.is_file():
                fix = (
                    f"set the variable {name} (locally, in your shell; elsewhere, for the "
                    "deployment): the sandbox runs, and has none of this name"
                )
            else:
                fix = f"start the sandbox (`weir run` and `weir up` do), or set the variable {name}"
        else:
            fix = f"set the environment variable {name} for this deployment"
        raise WeirError(f"the setting {name} is not set", where=f"environment {self.name}", fix=fix)


def read_settings(path: Path) -> dict[str, str]:
    """NAME=value lines of `path` as a mapping; empty where there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def current() -> Environment:
    """The environment of this process, from WEIR_ENV (nothing set: local).

    Raises:
        WeirError: WEIR_ENV names no environment, or a preview has no dataset prefix.
    """
    text = os.environ.get(VARIABLE) or Name.LOCAL
    try:
        name = Name(text)
    except ValueError:
        raise WeirError(
            f"{text!r} is no environment",
            where=f"environment variable {VARIABLE}",
            fix="set it to local, preview or production, or unset it for local",
        ) from None
    match name:
        case Name.LOCAL:
            warehouse, prefix = "duckdb", ""
        case Name.PREVIEW:
            warehouse, prefix = "bigquery", os.environ.get("WEIR_DATASET_PREFIX", "")
            if not prefix:
                raise WeirError(
                    "a preview has no dataset prefix, so it would write into production's datasets",
                    where="environment variable WEIR_DATASET_PREFIX",
                    fix="set it to a name of the pull request's own, for example pr_123_",
                )
        case Name.PRODUCTION:
            warehouse, prefix = "bigquery", ""
    return Environment(
        name=name,
        home=home(),
        warehouse=os.environ.get("WEIR_WAREHOUSE") or warehouse,
        dataset_prefix=prefix,
    )
