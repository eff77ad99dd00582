"""Names the browser and system in a user agent string."""

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
"""(mark, name), in order of precedence: browsers and systems also send marks that stand further down the list."""


def browser_words(user_agent: str) -> str:
    """Return the names of browser and system, such as `Firefox · Windows`; "" if neither is known."""
    names = (_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS))
    return " · ".join(name for name in names if name)


def _first(user_agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
