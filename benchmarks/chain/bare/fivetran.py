"""Start the syncs of both connections by Fivetran's API, and wait for them."""

import base64
import json
import time
import urllib.request
from typing import Any

from weir.environment import current

SETTINGS = ("FIVETRAN_GOOGLE_ADS_CONNECTION", "FIVETRAN_FACEBOOK_ADS_CONNECTION")


def main() -> None:
    """One after the other."""
    for setting in SETTINGS:
        path = f"connections/{current().setting(setting)}"
        if _ask("GET", path).get("succeeded_at") is None:
            _ask("POST", f"{path}/sync")
        while _ask("GET", path).get("succeeded_at") is None:
            time.sleep(0.25)


def _ask(method: str, path: str) -> dict[str, Any]:
    setting = current().setting
    pair = f"{setting('FIVETRAN_API_KEY')}:{setting('FIVETRAN_API_SECRET')}"
    credentials = base64.b64encode(pair.encode()).decode()
    request = urllib.request.Request(
        f"{setting('FIVETRAN_API_URL')}/v1/{path}",
        method=method,
        data=b"{}" if method == "POST" else None,
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer).get("data") or {}


if __name__ == "__main__":
    main()
