"""Runs without the seconds that a fresh process spends on imports."""

from weir.launcher.warm import WarmRunLauncher as WarmRunLauncher
