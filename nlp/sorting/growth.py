"""Says when a first board is due to be laid out again."""

GROWTH = 1.5
"""Number of texts, as a multiple of those at the laying out, at which the board is due."""


def has_outgrown(laid: int, now: int) -> bool:
    """Return whether so many texts have come that a board is due to be laid out again.

    laid: number of texts when it was laid out; now: number of texts now.
    """
    return now >= GROWTH * laid
