"""Which column comes from which, from the source's columns to what people see."""
