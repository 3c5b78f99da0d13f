"""Expressions that more than one feature is made of."""
