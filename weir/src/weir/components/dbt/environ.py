"""Environment variables that a project's code reads: they decide its rows as `vars` do."""

import json
import os
import re
from collections.abc import Iterable

from weir.components.dbt.node import Node, part

READ = re.compile(r"\benv_var\s*\(\s*(?:(['\"])(?P<name>\w+)\1)?")
SECRET = "DBT_ENV_SECRET"  # noqa: S105 - how the names of secrets begin, by dbt's rule
# They say where the warehouse is, and what else differs from process to process.
LEADING = re.compile(r"^WEIR_(DATASET_PREFIX|BIGQUERY_PROJECT|DUCKDB_\w+)$")


def names(texts: Iterable[str], known: Iterable[str]) -> list[str]:
    """The variables that texts read, secrets and those that lead to the warehouse left out.

    Args:
        known: what dbt saw being read; all of it counts where a name is made as it runs.
    """
    found: set[str] = set()
    for text in texts:
        for call in READ.finditer(text):
            found |= set(known) if call["name"] is None else {call["name"]}
    return telling(found)


def telling(found: Iterable[str]) -> list[str]:
    """Those whose values make other rows."""
    return sorted(n for n in set(found) if not (n.startswith(SECRET) or LEADING.match(n)))


def values(found: Iterable[str]) -> list[tuple[str, str | None]]:
    """What the variables are in this process; None for one that is not set."""
    return [(name, os.environ.get(name)) for name in found]


def configuration(node: Node) -> str:
    """A node's configuration as it is written, calls of `env_var` not yet made."""
    return json.dumps(part(node, "unrendered_config"), default=str).replace('\\"', '"')
