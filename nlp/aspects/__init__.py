"""The library of aspects: what people's proposals are about, whatever question the meeting discusses."""

from nlp.aspects.library import Aspect, Example, Library, read_library
from nlp.aspects.model import AspectModel

__all__ = ["Aspect", "AspectModel", "Example", "Library", "read_library"]
