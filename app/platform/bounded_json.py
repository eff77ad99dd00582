"""Parses JSON from outside with a bounded depth, so that no code that walks through the value exhausts the stack."""

import json
import re
from typing import Any

DEEPEST = 32
MAX_DIGITS = 100
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _parse_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("number too long")
    return int(digits)


_decode = json.JSONDecoder(parse_constant=_refuse, parse_int=_parse_int).decode
dumps = json.dumps


def loads(text: str | bytes, **_options: Any) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: for malformed JSON, NaN and infinities, integers of more than 100 digits, and more than 32 levels of
            lists and objects.
    """
    if not isinstance(text, str):
        text = text.decode()
    if text.count("[") + text.count("{") > DEEPEST and depth_of(text) > DEEPEST:
        raise ValueError("too many levels")
    return _decode(text)


def depth_of(text: str) -> int:
    """Return how many levels of lists and objects a JSON text nests; counting stops at 33."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += _STEPS[bracket]
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest
