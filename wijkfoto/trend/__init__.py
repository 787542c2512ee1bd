"""Trend: what changed between two comparable years, with interval, class and certainty.

Pure functions over tables; which years may be compared is settled in SQL (intermediate.trend_pair).
"""

from wijkfoto.trend.trend import TrendOptions, changes

__all__ = ["TrendOptions", "changes"]
