"""The errors of rules and actions; each door turns an error's kind into a status or an ack in one place."""

from enum import StrEnum


class ErrorKind(StrEnum):
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    CLOSED = "closed"
    TOO_FAST = "too_fast"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """A refusal in the terms of the domain.

    Attributes:
        kind: the sort of refusal, which the door turns into a status.
        code: the exact refusal; the catalogues hold its words as `errors.<code>`.
        params: the values that the words mention.
    """

    def __init__(self, kind: ErrorKind, code: str, **params: object) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.params = params
