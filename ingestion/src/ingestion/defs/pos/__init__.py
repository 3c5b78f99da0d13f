"""Receipt lines from the tills."""
