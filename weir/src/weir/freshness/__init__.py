"""Whether assets are as new as they should be: one answer for status, pages, alerts and sensors."""

from weir.freshness.state import Freshness, State, find, freshness
from weir.freshness.unchanged import found_unchanged, note, note_unchanged

__all__ = ["Freshness", "State", "find", "found_unchanged", "freshness", "note", "note_unchanged"]
