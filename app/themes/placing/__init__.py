"""Residents sort: authors place their own proposals, and other residents settle the doubtful ones by taps."""
