"""The space in which texts are compared, learned from one run and good for the next few texts."""

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
class TextSpace:
    """Segmenter, TF-IDF and latent directions that were fitted together, beside them the fields of public life."""

    segmenter: Segmenter
    tfidf: TokenTfidf
    latent: LatentVectors

    @classmethod
    def learn(
        cls, segmenter: Segmenter, folded: Sequence[str], units: Ints, *, seed: int = 0, progress: Progress = SILENT
    ) -> tuple[Self, Floats]:
        """Return the space of n folded texts and the (u, d) latent unit vectors of those at the positions `units`.

        Copies weigh in what is common, as long as a meeting is small enough for each of them to be looked at.
        """
        if len(folded) > LARGE:
            folded, units = [folded[at] for at in units.tolist()], np.arange(len(units))
        tokens = [segmenter.tokens(text) for text in progress.part(0.0, 0.3).over(folded)]
        tfidf, latent = TokenTfidf(), LatentVectors(seed=seed)
        if not tokens:
            return cls(segmenter, tfidf, latent), np.empty((0, 1), np.float32)
        matrix = tfidf.fit(tokens).transform(tokens)
        return cls(segmenter, tfidf, latent), latent.fit(matrix, progress=progress.part(0.4, 1.0)).transform(
            matrix[units]
        )

    def latent_vectors(self, folded: Sequence[str]) -> Floats:
        """Return the (m, d) latent unit vectors of further folded texts; one of unknown tokens alone is all zero."""
        matrix = self.tfidf.transform([self.segmenter.tokens(text) for text in folded])
        return self.latent.transform(matrix)

    def beside_fields(self, latent: Floats, folded: Sequence[str], weight: float) -> Floats:
        """Return (m, d + fields) unit vectors: the latent ones and, `weight` as long, the fields of the same texts.

        FINE suits themes, COARSE a handful of groups that share hardly any words.
        """
        return unit_rows(np.hstack([latent, weight * self.fields.transform(folded)]))

    @property
    def fields(self) -> FieldVectors:
        """Return the fields of public life as this segmenter cuts words."""
        return FieldVectors(self.segmenter)
