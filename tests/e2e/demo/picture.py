"""What must not depend on how the platform came to where it is."""

from typing import Any

from tests.e2e.demo.platform import Platform

TECHNICAL = frozenset({"created_at", "_dlt_load_id", "_dlt_id", "_fivetran_synced", "acked_at"})
TECHNICAL_OF_LEDGER = TECHNICAL | {"run_id", "attempts"}


def picture(platform: Platform) -> dict[str, Any]:
    """Marts, features, models, loaded tables, ledger and contacts, without technical columns."""
    return {
        "mart": platform.contents("mart"),
        "int": platform.contents("int"),
        "features": platform.contents("features", TECHNICAL),
        "ml": platform.contents("ml", TECHNICAL),
        "pos": platform.contents("pos", TECHNICAL),
        "shop": platform.contents("shop", TECHNICAL),
        "ledger": platform.contents("ops", TECHNICAL_OF_LEDGER).get("audience_ledger"),
        "contacts": platform.contacts(),
    }
