"""Timings and soaks: printed, never asserted in a test."""
