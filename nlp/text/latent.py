"""The strongest directions of a TF-IDF matrix."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky, eigh, qr, solve_triangular
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from nlp.text.progress import SILENT, Progress
from nlp.text.tfidf import unit_rows

Floats = NDArray[np.float32]

# Up to EXACT texts the directions are exact; for more texts, ROUNDS rounds of subspace iteration are close enough.
EXACT = 600
ROUNDS = 2
# Of more texts than this, a random sample of this size is used.
SAMPLE = 5_000
_SPARE = 10


class LatentVectors(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Latent semantic analysis (Deerwester et al. 1990): rows on the leading singular directions, at unit length.

    Parameters
    ----------
    share : float
        Directions as a share of the n texts.
    smallest : int
        Least number of directions. With more of them the texts of a table of twenty fall into pairs.
    small : int
        A quarter of the texts, up to this number, is the least number too. A room of forty needs ten directions to
        keep ten subjects separate.
    largest : int
        Most directions.
    softness : float
        Each direction is weighted once more with its singular value to this power. At 0 the last directions count as
        if they were no noise; 0.5 lets them fade, which makes themes among many unrelated texts more stable.
    seed : int
        Seed of the sample and of the subspace iteration.

    Attributes
    ----------
    directions_ : (m, size) array or None
        Weighted singular directions of the m columns; None where the matrix is too small for two of them.
    """

    def __init__(
        self,
        share: float = 0.15,
        *,
        smallest: int = 7,
        small: int = 10,
        largest: int = 400,
        softness: float = 0.5,
        seed: int = 0,
    ) -> None:
        self.share = share
        self.smallest = smallest
        self.small = small
        self.largest = largest
        self.softness = softness
        self.seed = seed

    def fit(self, matrix: csr_matrix, y: None = None, *, progress: Progress = SILENT) -> Self:
        """Learn `directions_` from an (n, m) matrix; `y` is ignored."""
        n, m = matrix.shape
        wanted = max(self.smallest, min(self.small, n / 4), self.share * n)
        size = int(min(wanted, self.largest, min(n, m) - 1))
        self.directions_: Floats | None = None
        if size >= 2:
            draw = np.random.default_rng(self.seed)
            some = matrix if n <= SAMPLE else matrix[np.sort(draw.choice(n, SAMPLE, replace=False))]
            directions, strengths = _strongest(some, size, draw, progress)
            self.directions_ = directions * strengths**self.softness
        return self

    def transform(self, matrix: csr_matrix) -> Floats:
        """Return rows of unit length, (n, size), or (n, m) if there are no `directions_`; an empty row stays zero."""
        return unit_rows(self.reduce(matrix))

    def reduce(self, matrix: csr_matrix) -> Floats:
        """Return the rows of `transform` before they are scaled to unit length."""
        reduced: Floats = matrix.toarray() if self.directions_ is None else matrix @ self.directions_
        return reduced

    def pull(self, target: Floats) -> Floats:
        """Return (m,): what one unit of each matrix column adds to the product of a reduced row with `target`."""
        pulled: Floats = target if self.directions_ is None else self.directions_ @ target
        return pulled


def _strongest(matrix: csr_matrix, size: int, draw: np.random.Generator, progress: Progress) -> tuple[Floats, Floats]:
    """Return (m, size) right singular vectors, strongest first, and (size,) singular values."""
    n, m = matrix.shape
    if n <= EXACT:
        basis = _top_of(np.asarray((matrix @ matrix.T).toarray(), np.float64), size)
    else:
        width = min(size + _SPARE, n, m)
        basis = draw.standard_normal((m, width), np.float32)
        basis = _orthonormal(matrix @ basis)
        for turn in range(ROUNDS):
            progress(turn / ROUNDS)
            basis = _orthonormal(matrix @ (matrix.T @ basis))
    # Rayleigh-Ritz method: within the span of the basis the directions are exact.
    reach = matrix.T @ basis.astype(np.float32)
    values, turned = eigh((reach.T @ reach).astype(np.float64))
    strengths = np.sqrt(np.maximum(values[::-1][:size], 0))
    is_strong = strengths > 1e-4 * max(float(strengths[0]), 1e-12)
    strengths = strengths[is_strong].astype(np.float32)
    directions = reach @ turned[:, ::-1][:, :size].astype(np.float32)[:, is_strong] / strengths
    return directions.astype(np.float32), strengths


def _top_of(gram: NDArray[np.float64], size: int) -> Floats:
    n = len(gram)
    basis: Floats = eigh(gram, subset_by_index=(n - size, n - 1))[1].astype(np.float32)
    return basis


def _orthonormal(columns: Floats) -> Floats:
    """Return an orthonormal basis of the span of the columns.

    Cholesky factorisation of the Gram matrix is many times faster than QR; a small value on the diagonal makes it work
    for columns that repeat others. Where texts of few words leave so many of these that rounding outweighs that value,
    QR gives a basis for any columns.
    """
    gram = (columns.T @ columns).astype(np.float64)
    gram[np.diag_indices_from(gram)] += 1e-6 * np.trace(gram) / len(gram)
    try:
        upper = cholesky(gram, check_finite=False)
    except LinAlgError:
        reflected: Floats = qr(columns, mode="economic", check_finite=False)[0].astype(np.float32)
        return reflected
    turned = solve_triangular(upper, np.eye(len(upper)), check_finite=False).astype(np.float32)
    basis: Floats = columns @ turned
    return basis
