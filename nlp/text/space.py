"""The vector space in which texts are compared, learned in a full run and reused for the next few texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.text.fields import FieldVectors
from nlp.text.latent import LatentVectors
from nlp.text.progress import SILENT, Progress
from nlp.text.segmenter import Segmenter
from nlp.text.tfidf import TokenTfidf, unit_rows

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LARGE = 4_000
FINE = 0.2
COARSE = 0.7


@dataclass(frozen=True, slots=True)
class Seen:
    """Features of n texts: latent unit vectors (n, d) and fields of public life (n, f)."""

    latent: Floats
    fields: Floats

    def weighed(self, weight: float) -> Floats:
        """Return unit vectors (n, d + f) of the latent vectors and the fields, which are multiplied by `weight`.

        FINE suits themes; COARSE suits a few groups whose texts have hardly any words in common.
        """
        return unit_rows(np.hstack([self.latent, weight * self.fields]))


@dataclass(frozen=True, slots=True)
class TextSpace:
    """Segmenter, TF-IDF and latent directions that were fitted together, and the fields of public life."""

    segmenter: Segmenter
    tfidf: TokenTfidf
    latent: LatentVectors
    fields: FieldVectors

    @classmethod
    def learn(
        cls, segmenter: Segmenter, folded: Sequence[str], units: Ints, *, seed: int = 0, progress: Progress = SILENT
    ) -> tuple[Self, Seen]:
        """Return the space of n folded texts, and the features of the texts at the positions `units`.

        Duplicates count in the frequency of words as long as there are at most 4,000 texts; of more texts only the
        units are read.
        """
        if len(folded) > LARGE:
            folded, units = [folded[at] for at in units.tolist()], np.arange(len(units))
        tokens = [segmenter.tokens(text) for text in progress.part(0.0, 0.3).over(folded)]
        space = cls(segmenter, TokenTfidf(), LatentVectors(seed=seed), FieldVectors())
        if not tokens:
            return space, Seen(np.empty((0, 1), np.float32), space.fields.transform(tokens))
        fields = space.fields.transform([tokens[at] for at in units.tolist()])
        progress(0.4)
        matrix = space.tfidf.fit(tokens).transform(tokens)
        latent = space.latent.fit(matrix, progress=progress.part(0.5, 0.9)).transform(matrix[units])
        return space, Seen(latent, fields)

    def vectors(self, folded: Sequence[str]) -> Floats:
        """Return unit vectors (m, d + f) of further folded texts, with the weight that suits themes."""
        tokens = [self.segmenter.tokens(text) for text in folded]
        return Seen(self.latent.transform(self.tfidf.transform(tokens)), self.fields.transform(tokens)).weighed(FINE)
