"""Alerts without a paid plan: what stands wrong, grouped by its cause, told to its owners."""
