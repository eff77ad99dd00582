"""`SETTINGS.md`, written from the settings themselves: `python -m tests.architecture.settings_page`."""

from pathlib import Path

from app.settings import describe_settings

PAGE = Path(__file__).resolve().parents[2] / "SETTINGS.md"
HEAD = """# Settings

Read from the environment, or from a file `.env` in the folder of the product. `python -m app settings` prints them
with their present values. Written by `python -m tests.architecture.settings_page`; a test holds it to the code.

| setting | default | what it is |
|---|---|---|
"""


def settings_page() -> str:
    """The page as it must be."""
    rows = (f"| `{name}` | {_default(default)} | {text} |\n" for name, default, text in describe_settings())
    return HEAD + "".join(rows)


def _default(value: str) -> str:
    return f"`{value}`" if value else "empty"


if __name__ == "__main__":
    PAGE.write_text(settings_page())
