"""Which errors are worth another try, how often and after what wait: one rule for all components.

`docs/operations.md` has it as a table.
"""

from weir.retry.kinds import TransientError, UnavailableError
from weir.retry.policy import PROBE, STEP, Policy
from weir.retry.request import answered

__all__ = [
    "PROBE",
    "STEP",
    "Policy",
    "TransientError",
    "UnavailableError",
    "answered",
]
