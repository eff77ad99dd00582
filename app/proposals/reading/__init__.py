"""Files that are brought in: lists of proposals and conversations, each with an account of what was read."""
