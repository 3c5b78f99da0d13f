"""The chain through Dagster against bare tools."""
