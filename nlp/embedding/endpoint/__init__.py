"""An OpenAI-compatible service of the district's own: vectors, and cards sorted under names."""
