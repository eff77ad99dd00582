"""Numbers in digits, Chinese numerals and English words."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_ORDINALS = "ground first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ENGLISH = {word: float(value) for words in (_WORDS, _ORDINALS) for value, word in enumerate(words.split())} | {
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "eighty": 80.0, "ninety": 90.0, "hundred": 100.0,
    "a hundred": 100.0, "one hundred": 100.0, "two hundred": 200.0, "three hundred": 300.0, "five hundred": 500.0,
    "twenty-five": 25.0, "thirty-five": 35.0, "a dozen": 12.0,
}  # fmt: skip
HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]"
LATIN_NUMBER = "|".join(sorted(_ENGLISH, key=len, reverse=True))
NUMBER = (
    rf"(?:(?<![\d.])\d+(?:,\d{{3}})*(?:\.\d+)?(?:st|nd|rd|th)?\s?[百千万亿]?|{HAN_NUMBER}+(?:点{HAN_NUMBER}+(?=[万亿倍%]))?"
    rf"|\b(?:{LATIN_NUMBER})\b)"
)


def value_of(number: str) -> float:
    """Return the value of a number in digits, Chinese numerals or an English word."""
    number = number.strip().replace(",", "")
    if number in _ENGLISH:
        return _ENGLISH[number]
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)(?:st|nd|rd|th)?\s?([百千万亿])?", number):
        return float(match[1]) * _POWERS.get(match[2] or "", 1)
    if all(sign in _DIGITS for sign in number):
        return float("".join(str(_DIGITS[sign]) for sign in number))
    return _in_numerals(number)


def _in_numerals(number: str) -> float:
    total, section, digit, last = 0, 0, 0, 1
    for sign in number:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 10 if sign in "零〇" else last
            continue
        power = _POWERS.get(sign, 1)
        if power >= 10_000:
            total, section = total + (section + digit) * power, 0
        else:
            section += (digit or 1) * power
        digit, last = 0, power
    # 一百五 is 150, 一百零五 is 105.
    return float(total + section + digit * (last // 10 if last > 10 else 1))
