"""How soon an event at a source is seen at the far end, and what it costs to be that quick."""
