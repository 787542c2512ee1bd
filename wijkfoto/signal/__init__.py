"""Signals: single figures that stand out, and scores that lie together on the map.

Pure functions over tables; docs/method.md gives every formula with its source.
"""

from wijkfoto.signal.figures import indicator_signals
from wijkfoto.signal.pattern import Pattern, PatternOptions, spatial_pattern

__all__ = ["Pattern", "PatternOptions", "indicator_signals", "spatial_pattern"]
