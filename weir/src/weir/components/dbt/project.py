"""Which dbt project, where its target folder lies, and how dbt is called for it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weir.environment import Environment, current
from weir.errors import WeirError
from weir.fingerprint import of_text
from weir.warehouse import Warehouse, open_warehouse

PROFILE = "profiles.yml"
PROFILES = Path(__file__).with_name("profiles")  # the folder of the profile for all others
LEADS_HERE = {"duckdb": "WEIR_DUCKDB_PATH", "bigquery": "WEIR_BIGQUERY_PROJECT"}
QUIET = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "False", "DO_NOT_TRACK": "1"}


@dataclass(frozen=True)
class Project:
    """A dbt project in an environment.

    Parsing and running share one target folder, one set of options and one set of variables:
    where any of these differs, dbt throws its partial parse away and reads all files again.

    Attributes:
        directory: the folder with `dbt_project.yml`, absolute. A relative path in it would be
            resolved against whatever folder a process happens to run in.
        threads: how many nodes dbt builds at once.
        stock_keys: assets have the keys that dagster-dbt gives them.
        lenient: an unknown key in `meta.dagster` is a warning, no error.
    """

    directory: Path
    environment: Environment
    threads: int = 2
    # Not compared: a dbt process is the same for both.
    stock_keys: bool = field(default=False, compare=False)
    lenient: bool = field(default=False, compare=False)

    @property
    def warehouse(self) -> Warehouse:
        """Where the models are built."""
        return open_warehouse(self.environment)

    @property
    def target(self) -> Path:
        """Dbt's target folder: the home's for the repository's project, one below it for others."""
        home = self.environment.home
        if self.directory == home.dbt_project.resolve():
            return home.dbt_target
        # Below the root by its path there; elsewhere two folders of one name must not share.
        try:
            own = "_".join(self.directory.relative_to(home.project).parts)
        except ValueError:
            own = f"{self.directory.name}-{of_text(str(self.directory))[:8]}"
        return home.dbt_target / own

    @property
    def prepared(self) -> Path:
        """The file from which code locations load."""
        return self.target / "prepared.json"

    @property
    def prefix(self) -> str:
        """What this environment puts before every dataset's name."""
        return self.environment.dataset_prefix

    @property
    def packages(self) -> Path:
        """Where dbt installs the packages that the project names."""
        return self.directory / str(self.settings().get("packages-install-path") or "dbt_packages")

    def options(self) -> list[str]:
        """Dbt's options, the same for every command."""
        options = ["--project-dir", str(self.directory)]
        if self._own_profile():
            options += ["--profiles-dir", str(self.directory)]
        else:
            options += ["--profiles-dir", str(PROFILES), "--profile", "weir"]
        return [
            *options,
            *("--target", self.warehouse.dialect),
            *("--target-path", str(self.target)),
            *("--log-path", str(self.target / "logs")),
            *("--log-level", "none", "--log-level-file", "debug"),
            "--no-use-colors",
        ]

    def _own_profile(self) -> bool:
        """Whether the project's own profile leads to the platform's warehouse.

        With any other one dbt would build where nobody looks, and succeed.
        """
        try:
            return LEADS_HERE[self.warehouse.dialect] in (self.directory / PROFILE).read_text()
        except FileNotFoundError:
            return False

    def child_environment(self) -> dict[str, str]:
        """The environment in which dbt runs."""
        return {**os.environ, **self.warehouse.child_environment(), **QUIET}

    def settings(self) -> dict[str, Any]:
        """What `dbt_project.yml` says.

        Raises:
            WeirError: there is no such file, or it is no YAML.
        """
        import yaml

        path = self.directory / "dbt_project.yml"
        try:
            return dict(yaml.safe_load(path.read_text()) or {})
        except FileNotFoundError:
            raise WeirError(
                "there is no dbt project here",
                where=path,
                fix="correct `project` in defs.yaml; it is relative to the repository's root",
            ) from None
        except yaml.YAMLError as error:
            raise WeirError(f"not valid YAML: {error}", where=path, fix="correct it") from error


def project(
    directory: Path | str | None = None,
    *,
    threads: int = 2,
    stock_keys: bool = False,
    lenient: bool = False,
) -> Project:
    """A dbt project in this process's environment.

    Args:
        directory: its folder, absolute or relative to the repository's root (default: the
            repository's own, `transform/`).
        threads: how many nodes dbt builds at once.
        stock_keys, lenient: as the project's attributes.
    """
    environment = current()
    folder = environment.home.project / (directory or environment.home.dbt_project)
    return Project(folder.resolve(), environment, threads, stock_keys, lenient)
