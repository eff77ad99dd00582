"""A place's own DOCX templates of papers, which take the place of the built-in ones."""
