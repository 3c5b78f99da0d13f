"""The component for sources that dlt loads."""

from weir.components.dlt.source import DltSource

__all__ = ["DltSource"]
