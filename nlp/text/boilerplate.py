"""Removal of what is not about a text's subject: contact details, people's names, greetings, placeholders."""

import re
from functools import lru_cache

from nlp.text.persons import HAN, OUT, any_of, blank, without_latin_persons, without_persons
from nlp.text.script import fold_script, offsets

_ENDS = rf"(?=[\s,.:;!?、。~{OUT}]|$)"

_MAIL = r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_DOMAIN = r"(?:[a-z0-9-]+\.)+(?:com|cn|net|org|hk|tw|mo|io|gov|edu|me|cc|top|info|app|link|ly)"
_LINK = (
    rf"(?:[a-z]+://|www\.)[a-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+"
    rf"|(?<![a-z0-9]){_DOMAIN}(?![a-z0-9])(?:[/?#][a-z0-9\-._~:/?#@!$&*+;=%]*)?"
)
_COUNTRY = r"(?:(?:\+|00)\s?\d{2,3}[\s-]?|\(\+?\d{2,3}\)\s?)?"
_DATE = r"(?:19|20)\d\d(?:(?:0\d|1[0-2])[0-3]\d|[\s-]?(?:19|20)\d\d)(?!\d)"
_PHONE = (
    rf"(?<![\da-z.]){_COUNTRY}(?:1[3-9]\d[\s-]?\d{{4}}[\s-]?\d{{4}}|\(?0\d{{1,3}}\)?[\s-]?\d{{3,4}}[\s-]?\d{{3,4}}"
    rf"|[48]00[\s-]?\d{{3}}[\s-]?\d{{4}}|(?!{_DATE})[2-9]\d{{3}}[\s-]?\d{{4}})(?:\s?(?:转|ext\.?)\s?\d+)?"
    r"(?![\da-z%]|\.\d|\s*(?:元|块|年|户|万|个|平))"
)
_FILE = r"[\w-]+\.(?:jpe?g|png|gif|heic|mp4|mov|mp3|pdf|docx?|xlsx?)(?![a-z0-9])"
_STAMP = r"\[?\d{4}[-/.]\d{1,2}[-/.]\d{1,2},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?\]?"
_REACH = f"{_MAIL}|{_LINK}|{_FILE}|{_STAMP}|{_PHONE}|(?:电话|手机)?微信同号"
_LABEL = f"(?:{any_of('telephone')}|{any_of('account')}|{any_of('reach_act')})"
_LABELLED = (
    rf"{any_of('telephone')}(?:号码|号)?\s*(?:[:是为]\s*)?\+?\d[\d\s()-]{{4,}}(?![\d{HAN}])"
    rf"|{any_of('account')}(?:号码|号|id|群)?\s*[:是为]\s*[a-z0-9_-]{{4,}}"
    rf"|(?:微信|vx|wechat|qq)(?:号|群)?\s*(?=[a-z_-]*\d)[a-z0-9_-]{{5,}}"
)
_LEADS_TO_IT = rf"(?:{any_of('reach_prefix')})*{_LABEL}(?:号码|号|群|id)?\s*[:是为]?\s*(?={OUT})"
_WITHOUT_NUMBER = (
    rf"(?:{any_of('reach_prefix')})*(?:联系|联络)?(?:电话|手机|微信|邮箱)(?:号码|号)?\s*(?::\s*(?=[\s,;。]|$))"
)
_PLACEHOLDER = rf"[\[【<(]\s*{any_of('media')}\s*\d*\s*[\]】>)]|\[{any_of('emoticon')}\]"
_MENTION = (
    rf"@\s?{any_of('everyone')}(?![a-z])|@(?:{any_of('role')})+|@[^\s@,:;!?。、]{{1,16}}(?=[\s,:;!?。、])"
    rf"|(?<=\S)\s*@[^\s@]{{1,8}}$"
)
_ADDRESS = (
    rf"(?:尊敬|敬爱|亲爱)的[^\s,:!。]{{1,12}}?(?:[:,!\s]|(?:您|你)们?好)"
    rf"|(?:各位|大家|{any_of('role')})(?:的|们|{any_of('role')}|大家)*(?:您|你|们)*(?:好|早|早晨|早安){_ENDS}"
    rf"|各位(?:的|们|{any_of('role')}|大家)+{_ENDS}|(?:^|(?<=[\s,.!。{OUT}]))dear\s[a-z\s]{{2,24}}[,:]"
)
_GREETING = (
    rf"(?:^|(?<=[\s,.!。{OUT}])){any_of('greeting')}(?:啊|呀|哦)?(?![a-z]){_ENDS}"
    r"|^(?:您|你)们?好(?=[我请想,])|^(?:大家|各位)好(?=[^的好吗])"
)
_THANKS = rf"(?<![a-z]){any_of('thanks')}(?:了|啦|晒|您|你|大家|各位)*(?![a-z信])"
# Steps of a clue and a pattern: a text without the clue skips the step to save time. A step may match what earlier
# steps have removed.
_STEPS = tuple(
    (re.compile(clue), re.compile(pattern))
    for clue, pattern in (
        (r"@|\.[a-z]|://|\d[\d\s()./-]{5}|微信同号", _REACH),
        (r"[a-z\d]", _LABELLED),
        (OUT, _LEADS_TO_IT),
        (":", _WITHOUT_NUMBER),
        (r"[\[【<(]", _PLACEHOLDER),
        ("@", _MENTION),
        ("", _ADDRESS),
        ("", _GREETING),
    )
)
_LAST = tuple(
    re.compile(pattern) for pattern in (_LEADS_TO_IT, _THANKS, rf"[(\[【<「][\s,:]*{OUT}[\s,:{OUT}]*[)\]】>」]")
)
_LOOSE = " \t\r\n,，.。、;；:：!！~～-–—"
_SAYS_SOMETHING = re.compile(r"[^\s\x00-/:-@\[-`{-~、。·—…“”‘’〈-】]")


@lru_cache(maxsize=1 << 16)
def without_boilerplate(text: str) -> str:
    """Return a text without contact details, names of people, greetings and placeholders; "" if no word is left.

    Removed are links, telephone numbers, mail addresses, accounts, mentions, names of people, greetings, thanks and
    placeholders such as [图片]. The rest keeps its spelling, with a space in place of what was removed. Buildings stay,
    unless they belong to a signature.
    """
    plain = without_latin_persons(text)
    folded = fold_script(plain)
    remaining = folded
    for clue, step in _STEPS:
        remaining = blank(step, remaining) if clue.search(remaining) else remaining
    remaining = without_persons(remaining)
    for step in _LAST:
        remaining = blank(step, remaining)
    if OUT not in remaining:
        return plain if plain == text else plain.strip(_LOOSE)
    starts = offsets(plain)
    # Folding rarely changes the length of a text; where it does, the folded text is cut instead.
    source = folded if starts is None else plain
    starts = list(range(len(folded) + 1)) if starts is None else starts
    parts = "".join(OUT if sign == OUT else source[starts[at] : starts[at + 1]] for at, sign in enumerate(remaining))
    left = re.sub(rf"\s*{OUT}+[\s{OUT}]*", " ", parts).strip(_LOOSE)
    return left if _SAYS_SOMETHING.search(left) else ""
