"""Component types that a `defs.yaml` names; each module needs the extra of its name."""
