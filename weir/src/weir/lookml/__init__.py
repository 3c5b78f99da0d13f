"""A strict interpreter of the part of LookML that Weir's dashboards are written in."""
