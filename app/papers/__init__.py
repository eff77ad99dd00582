"""The papers of a meeting: the state, the amendments and the files of each, from the draft to the archive."""
