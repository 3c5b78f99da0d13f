"""Recency, frequency and monetary value of customers."""
