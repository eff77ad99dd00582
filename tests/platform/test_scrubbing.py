"""What is left of an exception and of a library's message in a log: types, codes and places."""

import logging
import sys
from pathlib import Path
from typing import Any

import psycopg.errors
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError

from app.platform.errors import DomainError, ErrorKind
from app.platform.scrubbing import code_of, describe_exception, scrub_exception, scrub_record

CANARY = "欧阳 13912345678"


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except BaseException as caught:
        return caught


def test_types_codes_and_places_stay_and_messages_go() -> None:
    inner = DBAPIError(f"INSERT {CANARY}", {"name": CANARY}, psycopg.errors.UniqueViolation(CANARY))
    description = describe_exception(raised(RuntimeError(CANARY), inner))
    assert CANARY not in description
    assert "RuntimeError" in description and "sqlalchemy.exc.DBAPIError (23505)" in description
    assert f"{Path(__file__)}:" in description and "in raised" in description


def test_a_code_is_a_code_and_no_text() -> None:
    assert code_of(DomainError(ErrorKind.INVALID, "payload.invalid", field=CANARY)).endswith("(payload.invalid)")
    assert code_of(OSError(28, CANARY)) == "OSError (28)"
    odd: Any = ValueError(CANARY)
    odd.code, odd.sqlstate = CANARY, CANARY
    assert code_of(odd) == "ValueError"


def test_what_pydantic_was_given_goes() -> None:
    class Wish(BaseModel):
        number: int

    try:
        Wish.model_validate({"number": CANARY})
    except ValidationError as error:
        assert CANARY in str(error)
        assert CANARY not in describe_exception(error)


def test_groups_causes_and_circles_are_followed() -> None:
    first, second = ValueError(CANARY), KeyError(CANARY)
    first.__cause__, second.__cause__ = second, first
    description = describe_exception(ExceptionGroup(CANARY, [first]))
    assert description.splitlines() == ["ExceptionGroup", "ValueError", "KeyError"]
    suppressed = raised(ValueError(), None)
    suppressed.__context__ = KeyError(CANARY)
    assert "KeyError" not in describe_exception(suppressed)


def test_every_form_of_exc_info_is_scrubbed() -> None:
    error = raised(ValueError(CANARY))
    for given in (error, (type(error), error, error.__traceback__)):
        event = scrub_exception(None, "error", {"event": "x", "exc_info": given, "exception": CANARY})
        assert "ValueError" in event["exception"] and CANARY not in event["exception"]
    try:
        raise KeyError(CANARY)
    except KeyError:
        assert "KeyError" in scrub_exception(None, "error", {"exc_info": True})["exception"]
    assert "exception" not in scrub_exception(None, "info", {"exc_info": (None, None, None), "stack_info": CANARY})
    assert sys.exc_info()[1] is None


def test_a_library_says_what_its_code_spells_out() -> None:
    def told(message: object, *args: object) -> str:
        record = logging.LogRecord("library", logging.ERROR, __file__, 1, message, args, None)
        event = {"event": record.getMessage(), "_record": record, "positional_args": args}
        scrubbed: str = scrub_record(None, "error", event)["event"]
        return scrubbed

    assert told("the pool is full") == "library: the pool is full"
    assert told("lost %s", CANARY) == "library: lost %s"
    assert told(f"lost {CANARY}!") == "library: message withheld (test_scrubbing:1)"
    assert told(ValueError(CANARY)) == "library: message withheld (test_scrubbing:1)"
    assert scrub_record(None, "error", {"event": "ours"}) == {"event": "ours"}
