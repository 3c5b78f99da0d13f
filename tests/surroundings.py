"""The environment of a command that a test starts, without what the caller's shell says of Weir."""

import os

OURS = ("WEIR", "DAGSTER", "SANDBOX", "FIVETRAN", "CRM", "LOYALTY", "SHOP", "LANDING")


def without_ours() -> dict[str, str]:
    """This process's variables but the platform's and its sources'."""
    return {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
