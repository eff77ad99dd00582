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
class Seen:
    """What is seen of n texts: (n, d) latent unit vectors, (n, f) fields of public life, both rows by text."""

    latent: Floats
    fields: Floats

    def weighed(self, weight: float) -> Floats:
        """Return (n, d + f) unit vectors: the latent ones and, `weight` as long, the fields.

        FINE suits themes, COARSE a handful of groups that share hardly any words.
        """
        return unit_rows(np.hstack([self.latent, weight * self.fields]))


@dataclass(frozen=True, slots=True)
class TextSpace:
    """Segmenter, TF-IDF and latent directions that were fitted together, beside them the fields of public life."""

    segmenter: Segmenter
    tfidf: TokenTfidf
    latent: LatentVectors
    fields: FieldVectors

    @classmethod
    def learn(
        cls, segmenter: Segmenter, folded: Sequence[str], units: Ints, *, seed: int = 0, progress: Progress = SILENT
    ) -> tuple[Self, Seen]:
        """Return the space of n folded texts and what is seen in it of those at the positions `units`.

        Copies weigh in what is common, as long as a meeting is small enough for each of them to be looked at.
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
        """Return the (m, d) unit vectors, in which themes are made, of further folded texts."""
        tokens = [self.segmenter.tokens(text) for text in folded]
        return Seen(self.latent.transform(self.tfidf.transform(tokens)), self.fields.transform(tokens)).weighed(FINE)
