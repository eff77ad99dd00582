"""Backups: one consistent copy of all rows and files, the same for both databases, and the way back."""
