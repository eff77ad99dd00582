"""Public notices (公示) of adopted resolutions."""
