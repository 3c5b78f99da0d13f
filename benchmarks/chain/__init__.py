"""The chain through Dagster against the same work by bare tools."""
