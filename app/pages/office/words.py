"""The page of a place's own words: for text analysis, and the prefix of its resolution numbers."""

import re

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.organisations import actions as organisation_actions
from app.organisations import queries as organisations
from app.organisations.commands import SET_PREFIX
from app.organisations.rules import Words
from app.organisations.schemas import SetWords
from app.pages.forms import read_form
from app.pages.office.frame import show
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.web.http import allow, current_call
from app.resolutions.rules import default_prefix
from app.themes.aspects import find_aspect, headings_in

blueprint = Blueprint("office_words", __name__, url_prefix="/office/places/<place_id>/words")
_BETWEEN = re.compile(r"[\s,，、;；=＝]+")
# A blank between two Latin letters is part of a name: Edu Trust.
_BETWEEN_NAMES = re.compile(r"[\r\n,，、;；]+|(?<![A-Za-z])\s+|\s+(?![A-Za-z])")


@blueprint.get("")
@allow(Permission.PLACE_WORDS)
def show_words(place_id: PlaceId) -> ResponseReturnValue:
    view, words, prefix = current_call().read(
        lambda session: (
            organisations.place_of(session, place_id),
            organisations.words_of(session, place_id),
            organisations.resolution_prefix_of(session, place_id),
        )
    )
    usual = default_prefix(view.name) if view else ""
    headings = headings_in(translator().locale)
    lines = [f"{headings.get(aspect, aspect)}：{text}" for aspect, text in words.examples]
    return show(
        "words",
        "places",
        place=view,
        words=words,
        examples=lines,
        headings=headings.values(),
        prefix=prefix,
        usual=usual,
    )


@blueprint.post("")
@allow(Permission.PLACE_WORDS)
def set_words(place_id: PlaceId) -> ResponseReturnValue:
    call = current_call()
    data = read_form(SetWords, place=place_id)
    groups = tuple(_words(line) for line in data.synonyms.split("\n"))
    words = Words(_words(data.stop), _names(data.user), groups, _examples(data.examples))
    call.write(lambda work: organisation_actions.set_words(work, call.actor, place_id=place_id, words=words))
    flash(translator()("office.words.kept"))
    return redirect(url_for("office_words.show_words", place_id=place_id), 303)


@blueprint.post("/prefix")
@allow(Permission.PLACE_WORDS)
def set_prefix(place_id: PlaceId) -> ResponseReturnValue:
    run_command(current_call(), SET_PREFIX, read_form(SET_PREFIX.schema, place=place_id))
    flash(translator()("office.prefix.saved"))
    return redirect(url_for("office_words.show_words", place_id=place_id), 303)


def _examples(text: str) -> tuple[tuple[str, str], ...]:
    """Return (key of the aspect, example) of each line `aspect: example`.

    Raises:
        DomainError: `words.aspect_unknown` for a line without a known aspect.
    """
    examples = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        name, colon, example = line.replace(":", "：", 1).partition("：")
        aspect = find_aspect(name)
        if aspect is None or not colon or not example.strip():
            raise DomainError(ErrorKind.INVALID, "words.aspect_unknown", line=line)
        examples.append((aspect, example.strip()))
    return tuple(examples)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _BETWEEN.split(text) if word)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in map(str.strip, _BETWEEN_NAMES.split(text)) if name)
