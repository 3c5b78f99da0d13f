"""Carry out a plan: one Dagster run over the merged graph, in one process."""
