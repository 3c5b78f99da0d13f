"""Alerts: what stands wrong is told to its owners, grouped by its cause."""

from weir.components.alerts.component import Alerts

__all__ = ["Alerts"]
