"""Cells that tests of other folders prove."""

from tests.reliability.matrix import Cell

PROVED: list[Cell] = []
