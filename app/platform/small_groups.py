"""The size of the smallest group whose results may be shown; every room uses this one number."""

SMALLEST_GROUP = 5
"""The results of a poll or group of fewer people are not split, because they would reveal what single people chose."""
