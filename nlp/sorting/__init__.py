"""Themes of a meeting that discusses one question: sorting under names, and a first board from aspects."""
