"""Short texts in mixed scripts: words, vectors, themes, labels, duplicates."""
