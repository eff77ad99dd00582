"""Reads imported files, which are lists of proposals or conversations, and reports what was read."""
