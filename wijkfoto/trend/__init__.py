"""Trend: what changed between two comparable years, with interval, class and certainty.

Pure functions over tables; which years may be compared is settled in SQL (intermediate.trend_pair).
"""

from wijkfoto.trend.rescan import Picture, rescan_rows
from wijkfoto.trend.trend import TrendOptions, changes

__all__ = ["Picture", "TrendOptions", "changes", "rescan_rows"]
