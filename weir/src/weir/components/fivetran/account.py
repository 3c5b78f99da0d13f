"""The Fivetran account of this environment."""

from dataclasses import dataclass, field

from weir.environment import Environment, Name, current
from weir.errors import WeirError

PRODUCTION_URL = "https://api.fivetran.com"


@dataclass(frozen=True)
class Account:
    """Where the API is, and the key to it.

    Attributes:
        url: the API's address without `/v1`.
        may_trigger: whether this environment may make that account do something.
    """

    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    may_trigger: bool


def account(environment: Environment | None = None) -> Account:
    """The account that the settings FIVETRAN_API_URL, _KEY and _SECRET name.

    Raises:
        WeirError: one of them is not set.
    """
    chosen = environment or current()
    try:
        url = chosen.setting("FIVETRAN_API_URL")
    except WeirError:
        if chosen.name is not Name.PRODUCTION:
            raise
        url = PRODUCTION_URL
    return Account(
        url=url.rstrip("/"),
        key=chosen.setting("FIVETRAN_API_KEY"),
        secret=chosen.setting("FIVETRAN_API_SECRET"),
        may_trigger=chosen.may_act_on(url),
    )
