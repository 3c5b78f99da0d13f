"""The shop's operational database."""
