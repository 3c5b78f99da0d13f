"""What this code location is made of: a folder for each source."""
