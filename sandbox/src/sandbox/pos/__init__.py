"""Point of sale: the tills' nightly export of receipt lines, one Parquet file per business day."""

from sandbox.pos.control import create_control
from sandbox.pos.files import expose

__all__ = ["create_control", "expose"]
