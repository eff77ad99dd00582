"""How few people make a split a disclosure of single people: the one number that every room asks."""

SMALLEST_GROUP = 5
"""A poll or group of fewer people tells no split, for then numbers would be names."""
