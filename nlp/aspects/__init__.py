"""The library of aspects: what people's proposals are about, whatever question the meeting discusses.

`nlp.aspects.library` reads it and is light; `nlp.aspects.model` learns from it and loads scikit-learn.
"""
