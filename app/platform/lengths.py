"""Limits of texts that several rooms share, the same at every door.

All limits count code points of the cleaned text, as JSON Schema's `maxLength` and the pages' own counters do.
"""

LONGEST_NAME = 60
"""Limit of the name of a person, a group or a place."""
LONGEST_TITLE = 120
LONGEST_REASON = 300
