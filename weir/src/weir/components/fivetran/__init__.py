"""The component for tables that Fivetran loads."""

from weir.components.fivetran.connection import FivetranConnection

__all__ = ["FivetranConnection"]
