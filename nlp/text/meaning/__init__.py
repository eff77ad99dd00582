"""Differences in meaning between two texts of nearly the same words."""
