"""Advertising that still works after the day it was paid for."""
