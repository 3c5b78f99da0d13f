"""The kit that Weir's code locations share."""
