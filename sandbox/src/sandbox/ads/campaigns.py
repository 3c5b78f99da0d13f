"""The campaigns, ads and accounts of the two ad platforms, and how they changed over the year."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

GOOGLE_ACCOUNT = 2121450128
META_ACCOUNT = 1700252260223815
ADS_PER_CAMPAIGN = 3
OPENED = datetime(2016, 12, 1, 9, tzinfo=UTC)

GOOGLE_KINDS = (
    ("SEARCH", "Search | Brand"),
    ("SEARCH", "Search | Generic"),
    ("SHOPPING", "Shopping | Grocery"),
    ("SHOPPING", "Shopping | Produce"),
    ("PERFORMANCE_MAX", "Performance Max | Always on"),
    ("DISPLAY", "Display | Retargeting"),
    ("VIDEO", "Video | Awareness"),
    ("SEARCH", "Search | Pharmacy"),
)
META_KINDS = (
    "Prospecting | Families",
    "Prospecting | Students",
    "Retargeting | Cart",
    "Lookalike | Champions",
    "Seasonal | Holiday",
    "App | Loyalty",
)
# A history table holds a row per version; these make "the latest row" differ from "the only row".
GOOGLE_RENAMED = {1: (datetime(2017, 6, 1, 14, 30, tzinfo=UTC), "Search | Non-brand")}  # by kind
META_PAUSED = {  # by kind
    1: (datetime(2017, 9, 4, 12, tzinfo=UTC), datetime(2017, 9, 11, 12, tzinfo=UTC)),
}


@dataclass(frozen=True)
class Version:
    """A campaign as it was from `since` on.

    Attributes:
        id: the platform's id of the campaign.
        since: when this version came to be, UTC.
        name: its name.
        status: the platform's word for whether it runs.
        channel: Google's `advertising_channel_type`; empty for Meta.
        active: False once a later version exists.
    """

    id: int
    since: datetime
    name: str
    status: str
    channel: str
    active: bool


def google_ids(scale: int) -> list[int]:
    """Ids of Google's campaigns: eight at scale 1."""
    return [344106000 + number for number in range(len(GOOGLE_KINDS) * scale)]


def meta_ids(scale: int) -> list[int]:
    """Ids of Meta's campaigns: six at scale 1."""
    return [6215200000000 + number for number in range(len(META_KINDS) * scale)]


def google_versions(as_of: date, scale: int) -> list[Version]:
    """All versions of Google's campaigns that the platform knew by the end of `as_of`."""
    found: list[Version] = []
    for number, campaign in enumerate(google_ids(scale)):
        round_, kind = divmod(number, len(GOOGLE_KINDS))
        channel, name = GOOGLE_KINDS[kind]
        changes = [(OPENED, name)]
        if kind in GOOGLE_RENAMED:
            changes.append(GOOGLE_RENAMED[kind])
        known = [(since, text) for since, text in changes if since.date() <= as_of]
        found += [
            Version(
                campaign, since, _numbered(text, round_), "ENABLED", channel, since == known[-1][0]
            )
            for since, text in known
        ]
    return found


def meta_versions(as_of: date, scale: int) -> list[Version]:
    """All versions of Meta's campaigns that the platform knew by the end of `as_of`."""
    found: list[Version] = []
    for number, campaign in enumerate(meta_ids(scale)):
        round_, kind = divmod(number, len(META_KINDS))
        changes = [(OPENED, "ACTIVE")]
        if kind in META_PAUSED:
            paused, resumed = META_PAUSED[kind]
            changes += [(paused, "PAUSED"), (resumed, "ACTIVE")]
        known = [(since, status) for since, status in changes if since.date() <= as_of]
        found += [
            Version(
                campaign,
                since,
                _numbered(META_KINDS[kind], round_),
                status,
                "",
                since == known[-1][0],
            )
            for since, status in known
        ]
    return found


def _numbered(name: str, round_: int) -> str:
    return f"{name} #{round_}" if round_ else name
