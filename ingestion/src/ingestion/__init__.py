"""Code location: loads every source."""
