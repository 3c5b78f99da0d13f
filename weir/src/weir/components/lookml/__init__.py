"""Dashboards that are written in LookML: an asset for each, built as a page."""

from weir.components.lookml.component import LookmlDashboards

__all__ = ["LookmlDashboards"]
