"""Removal of people's names from a text: signatures, callers, and names with a title."""

import re
from collections.abc import Iterator

from nlp.text import dictionary
from nlp.text.lexicon import boilerplate

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# Replaces each removed character, so that positions stay the same.
OUT = "\x00"


def any_of(kind: str) -> str:
    """Return a pattern that matches any word of one kind in boilerplate.txt, the longest first."""
    words = sorted(set(boilerplate()[kind]), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace("_", r"\s+") for word in words) + ")"


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with every match of a pattern replaced by `OUT`, at the same length."""
    return pattern.sub(lambda match: OUT * len(match[0]), text)


_GAP = rf"[\s{OUT}]*"
_HOME_UNIT = r"(?:号楼|号院|号|楼|栋|幢|座|单元|室|期|区|弄|门|户|层|屋|苑|邨|f)"
# A home before a name: 3号楼, 3-2-501, 5栋1单元302室.
_HOME = rf"(?:(?:[a-z]?\d+|[一二三四五六七八九十]+|[a-z]){_HOME_UNIT}|[a-z]?\d+(?:[-/]\d+)+|\d{{3,4}})"
_HOMES = rf"(?:(?:家住|住在|住)?(?:{_HOME}{_GAP}[,]?{_GAP})+(?:的)?)?{_GAP}(?:的)?(?:{any_of('weak_label')})?{_GAP}"
_BRIEF = rf"{any_of('surname')}{any_of('short_honorific')}"
_NICK = rf"[老小阿]{any_of('surname')}"
_BARE = rf"{any_of('surname')}[{HAN}]{{1,3}}"
_SIGNER = rf"(?P<name>{any_of('surname')}[{HAN}]{{0,2}}{any_of('honorific')}|{_BRIEF}|{_NICK}|{_BARE}|[a-z]某|某某?)"
_SIGN = rf"(?:{_GAP}{any_of('sign')})?"

# Signatures: 3号楼王先生, 王先生/3号楼 and 3号楼 王先生、李女士 敬上.
_JOIN = rf"[\s,/、{OUT}-]*"
_AND_ANOTHER = rf"[、,]{any_of('surname')}[{HAN}]{{1,2}}{any_of('honorific')}?"
_SIGNATURE = rf"{_HOMES}{_JOIN}{_SIGNER}(?:{_JOIN}(?:{_HOME}|{_AND_ANOTHER}))*{_SIGN}"

_IN_BRACKETS = re.compile(rf"[(\[【<]{_GAP}{_SIGNATURE}[\s,.:;{OUT}\d-]*[)\]】>]")
_AT_THE_END = re.compile(rf"(?:^|(?<=[\s,.;:!?。~—–-]))[\s—–-]*{_SIGNATURE}[\s.。!{OUT}]*$")
_BEFORE_A_COLON = re.compile(rf"^{_GAP}[\[【「]?{_SIGNATURE}(?:\({_HOMES}\))?[\]】]?\s*:")
_LABELLED = re.compile(rf"{any_of('strong_label')}\s*[:]\s*[^\s,.;。、()\[\]{OUT}]{{1,10}}")
_LABELLED_LOOSELY = re.compile(
    rf"(?:{any_of('strong_label')}|{any_of('weak_label')}{_GAP}:|{any_of('introduction')}|联系|联络|致电)"
    rf"{_GAP}{_HOMES}{_SIGNER}"
)
_TITLED = re.compile(rf"{any_of('surname')}[{HAN}]{{0,2}}?{any_of('honorific')}们?")
_HOME_BEFORE = re.compile(rf"{_HOMES}$")
_REPORTING = re.compile(any_of("reporting"))
# Before these titles even a surname that is also a common word, such as 高, is a surname.
_POLITE = ("先生", "女士", "小姐", "太太", "阿姨")
_HAS_TITLE = re.compile(f"{any_of('honorific')}|{_BRIEF}|{_NICK}")
_SHORT = re.compile(f"{_BRIEF}|{_NICK}")
_TITLE_AT_END = re.compile(rf"{any_of('honorific')}$|^{_BRIEF}$|^{_NICK}$|某$")
_NICK_ALONE = re.compile(rf"{_NICK}$")
_SURNAME = re.compile(any_of("surname"))
_LATIN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Mdm|Madam|Uncle|Auntie|Aunty|MR|MRS|MS)\.?\s+[A-Z][\w'-]*(?:\s+[A-Z][a-z'-]+){0,2}"
    r"|\b(?:[Mm]y name is|I am|I'm|[Tt]his is)\s+[A-Z][a-z'-]+(?:\s+[A-Z][a-z'-]+){0,2}(?=[\s,.]|$)"
    r"|(?:\b(?:(?:[Bb]est|[Kk]ind|[Ww]arm)\s+)?(?:[Rr]egards|[Cc]heers|[Tt]hanks|[Ss]incerely|[Ff]aithfully|[Yy]ours)\s*[,.!]?|[\s.!?,;][-–—]+)\s*"
    r"[A-Z][a-z'-]+(?:\s+[A-Z][a-z'-]+){0,2}(?:\s*[,/(]?\s*(?:Block|Flat|Unit|Tower|Building|Room|Bldg|Blk)\.?\s*\w+\)?)*"
    r"\s*$"
    r"|(?<=[.!?,\n])\s*(?:[Ff]rom\s+|[Bb]y\s+)?[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s*,\s*(?:Block|Flat|Unit|Tower|Building)\s?\w+\s*$"
    r"|,\s*(?:from|by)\s+(?![A-Z][a-z]+day\b)[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s*\.?\s*$"
    r"|\((?:(?:Block|Flat|Unit|Tower|Building|Room|Bldg|Blk)\.?\s*\w+\s*,?\s*)*[A-Z][a-z'-]+(?:\s+[A-Z][a-z'-]+){1,2}"
    r"(?:\s*,?\s*(?:Block|Flat|Unit|Tower|Building|Room|Bldg|Blk)\.?\s*\w+)*\)"
    r"|\b(?:[Nn]ame|[Cc]ontact(?: person)?|[Ss]igned(?: by)?|[Ff]rom|[Ss]ubmitted by)\s*:\s*"
    r"[A-Z][a-z'-]+(?:\s+[A-Z][a-z'-]+){0,2}"
)


def without_latin_persons(text: str) -> str:
    """Return a text without people's names in Latin letters, which are recognised by their capitals."""
    return _LATIN.sub(" ", text)


def without_persons(folded: str) -> str:
    """Return a folded text with people's names and signers' homes replaced by `OUT`, at the same length."""
    for pattern in (_LABELLED, _IN_BRACKETS, _BEFORE_A_COLON, _AT_THE_END, _LABELLED_LOOSELY):
        if pattern is not _BEFORE_A_COLON or ":" in folded:
            folded = pattern.sub(_out_if_person, folded)
    return _without_titled(folded) if _HAS_TITLE.search(folded) else folded


def _out_if_person(match: re.Match[str]) -> str:
    name = match.groupdict().get("name")
    if name is None:
        return OUT * len(match[0])
    # Two characters after a comma are more often a word than a name.
    is_last_word = match.re is _AT_THE_END and match[0].strip(" 。.!") == name and len(name) < 3
    is_after_comma = match.string[: match.start()].rstrip().endswith((",", ";"))
    if is_last_word and is_after_comma and not _TITLE_AT_END.search(name):
        return match[0]
    return OUT * len(match[0]) if _is_person(name) else match[0]


def _is_person(name: str) -> bool:
    """Return whether a possible name is a person's name: a surname with a title, or a name that the tagger knows."""
    if _NICK_ALONE.match(name):
        return name[1] not in boilerplate()["common_word"]
    if _TITLE_AT_END.search(name):
        return True
    if name[0] in boilerplate()["common_word"]:
        return False
    tagged = dictionary.tag(name)
    if not tagged[0][1].startswith("nr"):
        return False
    # 王建国 is in the dictionary; 吴建国 is tagged as a surname and a word.
    return len(tagged) == 1 or (len(tagged) == 2 and len(name) <= 3 and _SURNAME.fullmatch(tagged[0][0]) is not None)


def _without_titled(folded: str) -> str:
    """Remove surnames with a title anywhere; of a person who reports something, also the home and the verb."""
    for at in list(_name_places(folded)):
        is_rare = folded[at] not in boilerplate()["common_word"]
        name = _TITLED.match(folded, at) or (_SHORT.match(folded, at) if is_rare else None)
        if name is None:
            continue
        start, end = at, name.end()
        if verb := _REPORTING.match(folded, end):
            home = _HOME_BEFORE.search(folded[:at])
            start, end = (home.start() if home else at), verb.end()
        folded = folded[:start] + OUT * (end - start) + folded[end:]
    return folded


def _name_places(folded: str) -> Iterator[int]:
    """Yield the positions at which a name may begin.

    These are words that are a surname or tagged as a name (施 in 施工师傅 is neither), and a surname at the end of a
    word that is not in the dictionary.
    """
    at = 0
    for word, kind in dictionary.tag(folded):
        at = folded.find(word, at)
        is_surname = _SURNAME.fullmatch(word) is not None
        is_sure = word not in boilerplate()["common_word"] or (word != "和" and folded.startswith(_POLITE, at + 1))
        if kind.startswith("nr") or (is_surname and is_sure):
            yield at
        elif _SURNAME.fullmatch(word[-1]) and not dictionary.has_word(word):
            yield at + len(word) - 1
        at += len(word)
