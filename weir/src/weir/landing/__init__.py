"""Landing files: what lies in a bucket, what of it was loaded, and what is held in quarantine."""

from weir.landing.files import File, Landing
from weir.landing.intake import Intake
from weir.landing.ledger import Ledger

__all__ = ["File", "Intake", "Landing", "Ledger"]
