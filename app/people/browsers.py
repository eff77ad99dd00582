"""A browser in words, from the user agent that the browser sends."""

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""The first mark that a user agent contains decides: later ones are also claimed by browsers above."""


def browser_words(user_agent: str) -> str:
    """Name a browser and its system, as `Firefox · Windows`; empty when neither is known."""
    names = (_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS))
    return " · ".join(name for name in names if name)


def _first(user_agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
