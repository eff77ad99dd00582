"""Takes and restores backups: one consistent copy of all rows and files, in one format for both databases."""
