"""Removal of personal data from a text before it leaves the house."""

import re
import unicodedata

from nlp.text.boilerplate import without_boilerplate

_PROVINCES = (
    "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊港澳台臺使领領学學警"
)
_DATE = r"(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])[-./](?:[12]\d|3[01]|0?[1-9])(?!\d)"
_AMOUNT = r"\s*(?:元|块|塊|万|萬|亿|億|平|%)"
_MEASURED = rf"{_AMOUNT}|\s*[人户戶个個米度斤次天年月日分条條页頁]"
_NUMBERS = re.compile(
    # Seven digits and more, with single signs between them: identity cards, accounts, what else has a number.
    rf"(?<![\d.])(?!{_DATE})\d(?:[ .\-–/]?\d){{6,}}[Xx]?(?!\d|\.\d|{_AMOUNT})"
    # Identity cards, permits and passports with letters: A123456(7), H12345678, E12345678.
    r"|(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{6,9}(?:\s?\(?[0-9Aa]\))?(?![A-Za-z0-9])"
    # Numbers spoken digit by digit.
    r"|[零〇○一二两三四五六七八九幺]{7,}"
    # Number plates.
    rf"|[{_PROVINCES}][A-Za-z][·•. ]?(?=[A-Za-z]*\d)[A-Za-z0-9]{{4,6}}[学學警港澳挂掛]?(?![A-Za-z0-9])"
    # Homes, but not buildings: 2单元501室, 3-2-501.
    r"|(?:\d{1,2}\s*)?(?:单元|單元)\s*\d{3,4}\s*(?:室|房|户|戶)?(?!\d)|(?<!\d)\d{3,4}\s*(?:室|房(?![间間屋产產]))"
    rf"|(?<![\d-])\d{{1,3}}-(?:\d{{1,2}}-)?\d{{3,4}}(?![\d-]|{_MEASURED})"
)


def without_personal_data(text: str) -> str:
    """Return a text without names of people, contact details, numbers that belong to one person, and homes.

    Buildings, dates, times and amounts of money stay. In doubt a number is removed: a text can be sorted without it.
    Returns "" if no word is left.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    left = _NUMBERS.sub(" ", without_boilerplate(seen))
    words = " ".join(left.split())
    return words if any(sign.isalpha() for sign in words) else ""
