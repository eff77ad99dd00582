"""The embedder e5, which runs in a process of its own: `python -m nlp.embedding.e5`."""
