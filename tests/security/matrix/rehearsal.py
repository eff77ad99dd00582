"""A writer that undoes what it did: each cell of the matrix runs the real code and finds the world as it was."""

from typing import Any

from app.platform.storage.unit_of_work import Act, T, Transactions, Work


class UndoneError(Exception):
    """Carries the value of an action out of the transaction that it ends."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class RehearsalWriter:
    """Runs an action in a transaction and rolls it back."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def run(self, act: Act[T]) -> T:
        def rehearse(work: Work) -> None:
            value = act(work)
            work.session.flush()
            raise UndoneError(value)

        error = self._transactions.run_all([rehearse])[0].error
        assert error is not None
        if not isinstance(error, UndoneError):
            raise error
        value: T = error.value
        return value
