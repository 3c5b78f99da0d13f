"""What it costs to load a code location."""
