"""A logistic model of votes: the agreeableness of each seat, the popularity of each proposal, the positions of both."""

from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

Floats = NDArray[np.float64]

_CHUNK = 200_000  # votes per pass, so that memory use stays constant
_DENSE = 15  # cells per vote below which one full matrix product is cheaper than a product per vote


@dataclass(frozen=True, slots=True)
class Side:
    """Gaussian posterior of the vectors of all seats, or of all proposals.

    mean: (n, q); second: second moments (n, q, q); q = 2 + dimensions.
    """

    mean: Floats
    second: Floats


@dataclass(frozen=True, slots=True)
class Priors:
    """Prior variances of agreeableness, of popularity (`liking`) around its mean `centre`, and of the loadings.

    loading: (dimensions,).
    """

    centre: float
    agreeable: float
    liking: float
    loading: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted model: logit P(agree | seat i, proposal s) = b_i + c_s + u_i . v_s.

    b: agreeableness, c: popularity, u: position of a seat, v: loadings of a proposal. The vectors of `seats` are
    (b, 1, u), those of `proposals` (1, c, v).
    """

    seats: Side
    proposals: Side
    priors: Priors

    @property
    def dimensions(self) -> int:
        return int(self.seats.mean.shape[1]) - 2

    @property
    def n_seats(self) -> int:
        return len(self.seats.mean)

    @property
    def position(self) -> Floats:
        """Posterior means of u, (seats, dimensions)."""
        return self.seats.mean[:, 2:]

    @property
    def spread(self) -> Floats:
        """Posterior covariances of u, (seats, dimensions, dimensions)."""
        return (self.seats.second - _outer(self.seats.mean))[:, 2:, 2:]

    @property
    def signal(self) -> Floats:
        """Mean square of the proposals' loadings, (dimensions,): how strongly each dimension divides the votes."""
        value: Floats = (self.proposals.mean[:, 2:] ** 2).mean(axis=0)
        return value


def expected_agreement(seats: Side, proposals: Side, i: NDArray[np.int64], s: NDArray[np.int64]) -> Floats:
    """Return P(agree), (n,), of each pair of seat number `i` (n,) and proposal number `s` (n,).

    The uncertainty of the logit is integrated out by MacKay's approximation.
    """
    out = np.empty(len(i))
    for start in range(0, len(i), _CHUNK):
        rows = slice(start, start + _CHUNK)
        near, far = i[rows], s[rows]
        mean = np.einsum("nq,nq->n", np.take(seats.mean, near, axis=0), np.take(proposals.mean, far, axis=0))
        square = np.einsum("nqr,nqr->n", np.take(seats.second, near, axis=0), np.take(proposals.second, far, axis=0))
        out[rows] = expit(mean / np.sqrt(1 + np.pi / 8 * np.maximum(square - mean**2, 0)))
    return out


def _outer(mean: Floats) -> Floats:
    return mean[:, :, None] * mean[:, None, :]


def solve_side(
    curve: csr_matrix, tilt: csr_matrix, other: Side, *, fixed: int, centre: float, precision: Floats
) -> Side:
    """Return the posterior of all seats given the proposals, or the reverse, from one small ridge system per row.

    curve: 2 lambda(xi) of each vote; tilt: y - 1/2 of each vote; both are sparse (rows, others). fixed: the coordinate
    that is the constant 1; centre: prior mean of the first free coordinate; precision: prior precisions of the free
    coordinates. Source: Jaakkola and Jordan (2000), a quadratic lower bound of the logistic function.
    """
    q = other.mean.shape[1]
    free = [n for n in range(q) if n != fixed]
    upper = np.triu_indices(q)
    moments = curve @ other.second[:, upper[0], upper[1]]
    full = np.empty((curve.shape[0], q, q))
    full[:, upper[0], upper[1]] = moments
    full[:, upper[1], upper[0]] = moments
    system = full[:, free][:, :, free] + np.diag(precision)
    right = (tilt @ other.mean)[:, free] - full[:, free, fixed]
    right[:, 0] += precision[0] * centre
    covariance = np.linalg.inv(system)
    mean = np.ones((curve.shape[0], q))
    mean[:, free] = np.einsum("nqr,nr->nq", covariance, right)
    second = _outer(mean)
    both = np.array(free)
    second[:, both[:, None], both] += covariance
    return Side(mean, second)


class VoteMatrix:
    """All votes as sparse matrices by seat and by proposal, for the products of the fit.

    seat, proposal: (n,) numbers, the votes sorted by seat; agree: (n,) how far each vote agrees, 0..1; shape: (seats,
    proposals).
    """

    def __init__(self, seat: NDArray[np.int64], proposal: NDArray[np.int64], agree: Floats, shape: tuple[int, int]):
        self.shape = shape
        self.seat, self.proposal = seat, proposal
        self._flat = seat * shape[1] + proposal
        start = np.searchsorted(seat, np.arange(shape[0] + 1))
        self._tilt = csr_matrix((agree - 0.5, proposal, start), shape=shape)
        self._tilt_by_proposal = self._tilt.T.tocsr()
        numbered = csr_matrix((np.arange(1, len(seat) + 1, dtype=np.float64), proposal, start), shape=shape)
        self._turn = (numbered.T.tocsr().data - 1).astype(np.int64)

    def with_agree(self, agree: Floats) -> "VoteMatrix":
        """Return a matrix with other answers (n,) of the same seats on the same proposals."""
        other, tilt, turned = copy(self), agree - 0.5, self._tilt_by_proposal
        other._tilt = csr_matrix((tilt, self._tilt.indices, self._tilt.indptr), shape=self.shape)
        other._tilt_by_proposal = csr_matrix((tilt[self._turn], turned.indices, turned.indptr), shape=self.shape[::-1])
        return other

    def solve_seats(self, curve: Floats, proposals: Side, priors: Priors) -> Side:
        precision = np.concatenate([[1 / priors.agreeable], np.ones(proposals.mean.shape[1] - 2)])
        weights = csr_matrix((curve, self._tilt.indices, self._tilt.indptr), shape=self.shape)
        return solve_side(weights, self._tilt, proposals, fixed=1, centre=0.0, precision=precision)

    def solve_proposals(self, curve: Floats, seats: Side, priors: Priors) -> Side:
        precision = np.concatenate([[1 / priors.liking], 1 / priors.loading])
        turned = self._tilt_by_proposal
        weights = csr_matrix((curve[self._turn], turned.indices, turned.indptr), shape=self.shape[::-1])
        return solve_side(weights, turned, seats, fixed=0, centre=priors.centre, precision=precision)

    def curve(self, seats: Side, proposals: Side) -> Floats:
        """Return 2 lambda(xi) of every vote, (n,), at the optimum of the bound, xi^2 = E[logit^2]."""
        q = seats.mean.shape[1]
        a, b = np.triu_indices(q)
        twice = np.where(a == b, 1.0, 2.0)
        left, right = seats.second[:, a, b] * twice, proposals.second[:, a, b]
        xi = np.sqrt(np.maximum(self._pair_products(left.astype(np.float32), right.astype(np.float32)), 1e-8))
        value: Floats = np.tanh(xi / 2) / (2 * xi)
        return value

    def _pair_products(self, left: NDArray[np.float32], right: NDArray[np.float32]) -> Floats:
        """Return the inner product of the two rows of every vote; by one matrix product where the votes are dense."""
        if self.shape[0] * self.shape[1] < _DENSE * len(self.seat):
            return np.asarray(np.take((left @ right.T).ravel(), self._flat), dtype=np.float64)
        out = np.empty(len(self.seat))
        for start in range(0, len(out), _CHUNK):
            rows = slice(start, start + _CHUNK)
            pairs = np.take(left, self.seat[rows], axis=0), np.take(right, self.proposal[rows], axis=0)
            out[rows] = np.einsum("nm,nm->n", *pairs)
        return out

    def residual(self, expected: Floats) -> csr_matrix:
        """Return agree - expected of every vote as a sparse (seats, proposals) matrix."""
        return csr_matrix((self._tilt.data + 0.5 - expected, self._tilt.indices, self._tilt.indptr), shape=self.shape)


_WEIGHT = 10.0  # weight of the prior on each dimension's loading variance, counted in proposals
_LOADING = 1.0  # variance that this prior expects; without it real dimensions vanish under fifteen votes a seat


def fit_model(votes: VoteMatrix, start: Model, *, sweeps: int, tolerance: float = 1e-3) -> Model:
    """Fit the model by coordinate ascent from `start`, in at most `sweeps` sweeps.

    The fit ends when the coordinates of the seats move by less than `tolerance` on average.
    """
    model = start
    for _ in range(sweeps):
        curve = votes.curve(model.seats, model.proposals)
        proposals = votes.solve_proposals(curve, model.seats, model.priors)
        seats = votes.solve_seats(curve, proposals, model.priors)
        turned = _turn(Model(seats, proposals, _learn(seats, proposals, model.priors)))
        moved = np.abs(np.abs(turned.seats.mean) - np.abs(model.seats.mean)).mean()
        model = turned
        if moved < tolerance:
            break
    return model


def place_seats(votes: VoteMatrix, proposals: Side, priors: Priors, sweeps: int = 3) -> Side:
    """Return the posterior of all seats while the proposals stay fixed."""
    n, q = votes.shape[0], proposals.mean.shape[1]
    mean = np.zeros((n, q))
    mean[:, 1] = 1
    seats = Side(mean, _outer(mean) + np.diag([priors.agreeable, 0.0, *np.ones(q - 2)]))
    for _ in range(sweeps):
        seats = votes.solve_seats(votes.curve(seats, proposals), proposals, priors)
    return seats


def place_seat(agree: Floats, proposals: Side, priors: Priors, sweeps: int = 3) -> Side:
    """Return the posterior of one seat while the proposals stay fixed; cheap enough to run after every vote.

    agree: (n,) how far each vote agrees, 0..1; proposals: the n proposals that the seat voted on, in the same order.
    """
    q = proposals.mean.shape[1]
    free = np.delete(np.arange(q), 1)
    square = np.ix_(free, free)
    precision = np.diag([1 / priors.agreeable, *np.ones(q - 2)])
    moments = proposals.second.reshape(len(agree), q * q)
    mean = np.eye(1, q, 1)
    second = mean.T @ mean
    second[square] += np.linalg.inv(precision)
    tilt = (agree - 0.5) @ proposals.mean
    for _ in range(sweeps):
        xi = np.sqrt(np.maximum(moments @ second.ravel(), 1e-8))
        full = ((np.tanh(xi / 2) / (2 * xi)) @ moments).reshape(q, q)
        covariance = np.linalg.inv(full[square] + precision)
        mean[0, free] = covariance @ (tilt[free] - full[free, 1])
        second = mean.T @ mean
        second[square] += covariance
    return Side(mean, second[None])


def place_everyone(votes: VoteMatrix, learned: Model) -> Model:
    """Return the model of all seats, given proposals that were learned from a sample of them.

    All seats are placed among the learned proposals; then proposals and seats are solved once more from all votes.
    """
    seats = place_seats(votes, learned.proposals, learned.priors, sweeps=2)
    proposals = votes.solve_proposals(votes.curve(seats, learned.proposals), seats, learned.priors)
    return Model(votes.solve_seats(votes.curve(seats, proposals), proposals, learned.priors), proposals, learned.priors)


def extend(model: Model, n_seats: int, n_proposals: int) -> Model:
    """Return the model with `n_seats` seats and `n_proposals` proposals; added rows are at their priors."""
    q = model.dimensions + 2
    priors = model.priors
    seat, proposal = np.zeros(q), np.zeros(q)
    seat[1], proposal[0], proposal[1] = 1, 1, priors.centre
    return Model(
        _pad(model.seats, n_seats, seat, np.diag([priors.agreeable, 0.0, *np.ones(q - 2)])),
        _pad(model.proposals, n_proposals, proposal, np.diag([0.0, priors.liking, *priors.loading])),
        priors,
    )


def _pad(side: Side, size: int, mean: Floats, covariance: Floats) -> Side:
    missing = size - len(side.mean)
    if missing <= 0:
        return side
    return Side(
        np.concatenate([side.mean, np.tile(mean, (missing, 1))]),
        np.concatenate([side.second, np.tile(np.outer(mean, mean) + covariance, (missing, 1, 1))]),
    )


def with_seats(model: Model, seats: dict[int, Side]) -> Model:
    """Return the model with the vectors of some seats replaced; seats: {seat number: Side of one row}."""
    if not seats:
        return model
    rows = list(seats)
    wide = extend(model, max(rows) + 1, 0)
    mean, second = wide.seats.mean.copy(), wide.seats.second.copy()
    mean[rows] = np.concatenate([side.mean for side in seats.values()])
    second[rows] = np.concatenate([side.second for side in seats.values()])
    return Model(Side(mean, second), wide.proposals, wide.priors)


def rearrange(model: Model, seats: NDArray[np.int64], proposals: NDArray[np.int64]) -> Model:
    """Return the model with its seats and proposals in another order.

    seats, proposals: the old number of each new row; a number past the end is a new row, which is at its prior.
    """
    wide = extend(model, int(seats.max(initial=-1)) + 1, int(proposals.max(initial=-1)) + 1)
    return Model(
        Side(wide.seats.mean[seats], wide.seats.second[seats]),
        Side(wide.proposals.mean[proposals], wide.proposals.second[proposals]),
        wide.priors,
    )


def start_additive(votes: VoteMatrix) -> Model:
    """Return the model without dimensions, before its first sweep."""
    n, s = votes.shape
    one = Side(*_constant(n, 1)), Side(*_constant(s, 0))
    return Model(*one, Priors(0.0, 0.5, 1.0, np.empty(0)))


def widen(model: Model, votes: VoteMatrix, dimensions: int) -> Model:
    """Return the model with `dimensions` added, which start at the leading singular vectors of the residuals."""
    base_u, base_v = model.seats, model.proposals
    residual = votes.residual(expected_agreement(base_u, base_v, votes.seat, votes.proposal))
    left, _, right = leading_vectors(residual, dimensions)
    u = left * np.sqrt(len(left))
    v = right * np.sqrt(len(right)) * np.sqrt(_LOADING)
    priors = replace(model.priors, loading=np.full(dimensions, _LOADING))
    return Model(_append(base_u, u, 0.3), _append(base_v, v, 0.1), priors)


def leading_vectors(matrix: csr_matrix, k: int, rounds: int = 8) -> tuple[Floats, Floats, Floats]:
    """Return the k leading left singular vectors (n, k), values (at most k) and right vectors (m, k).

    They are found by subspace iteration from a fixed random start.
    """
    rng = np.random.default_rng(0)
    basis = rng.normal(size=(matrix.shape[1], min(k + 6, matrix.shape[1])))
    for _ in range(rounds):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    image = matrix @ basis
    left, values, turn = np.linalg.svd(image, full_matrices=False)
    right = basis @ turn.T
    k_found = min(k, len(values))
    u, v = np.zeros((matrix.shape[0], k)), np.zeros((matrix.shape[1], k))
    u[:, :k_found], v[:, :k_found] = left[:, :k_found], right[:, :k_found]
    return u, values[:k_found], v


def _constant(n: int, fixed: int) -> tuple[Floats, Floats]:
    mean = np.zeros((n, 2))
    mean[:, fixed] = 1
    second = _outer(mean)
    second[:, 1 - fixed, 1 - fixed] = 0.5
    return mean, second


def _append(side: Side, vectors: Floats, variance: float) -> Side:
    n, q = side.mean.shape
    d = vectors.shape[1]
    mean = np.concatenate([side.mean, vectors], axis=1)
    second = _outer(mean)
    second[:, :q, :q] = side.second
    second[:, np.arange(q, q + d), np.arange(q, q + d)] += variance
    return Side(mean, second)


def _learn(seats: Side, proposals: Side, priors: Priors) -> Priors:
    """Return the priors by empirical Bayes; weak hyperpriors keep every variance above zero in a small room."""
    n, s = len(seats.mean), len(proposals.mean)
    agreeable = (seats.second[:, 0, 0].sum() + 4 * 0.5) / (n + 4)
    liked = proposals.mean[:, 1]
    centre = float(liked.mean())
    liking = (proposals.second[:, 1, 1].sum() - 2 * centre * liked.sum() + s * centre**2 + 4.0) / (s + 4)
    return Priors(centre, float(agreeable), float(liking), _loading(proposals))


def _loading(proposals: Side) -> Floats:
    square = np.diagonal(proposals.second, axis1=1, axis2=2)[:, 2:].sum(axis=0)
    value: Floats = (square + _WEIGHT * _LOADING) / (len(proposals.mean) + _WEIGHT)
    return value


def _turn(model: Model) -> Model:
    """Rotate and scale the dimensions: positions get unit second moment, loadings are orthogonal, largest first.

    The product u . v does not change, and the fit converges in a fraction of the sweeps.
    """
    d = model.dimensions
    if d == 0:
        return model
    spread = model.seats.second[:, 2:, 2:].mean(axis=0)
    lower = np.linalg.cholesky(spread + 1e-9 * np.eye(d))
    loading = lower.T @ model.proposals.second[:, 2:, 2:].mean(axis=0) @ lower
    values, axes = np.linalg.eigh(loading)
    axes = axes[:, np.argsort(-values)]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(d)] < 0, -1.0, 1.0)  # no axis is reversed
    to_seats = axes.T @ np.linalg.inv(lower)
    to_proposals = axes.T @ lower.T
    proposals = _apply(model.proposals, to_proposals)
    return Model(_apply(model.seats, to_seats), proposals, replace(model.priors, loading=_loading(proposals)))


def _apply(side: Side, turn: Floats) -> Side:
    q = side.mean.shape[1]
    whole = np.eye(q)
    whole[2:, 2:] = turn
    return Side(side.mean @ whole.T, whole @ side.second @ whole.T)
