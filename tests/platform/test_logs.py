"""Logs: an error of ours or of a library is told in plain lines, without what people wrote."""

import logging
from collections.abc import Iterator

import pytest

from app.platform.logs import configure_logs, get_logger


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, as it was afterwards."""
    logger = logging.getLogger()
    handlers, level = list(logger.handlers), logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("is_ours", [False, True])
def test_an_error_is_told_without_what_people_wrote(
    root: logging.Logger, capsys: pytest.CaptureFixture[str], as_json: bool, is_ours: bool
) -> None:
    configure_logs("INFO", as_json=as_json)
    words = "车棚太小"
    try:
        raise ValueError(len(words))
    except ValueError:
        if is_ours:
            get_logger("test").exception("it failed")
        else:
            logging.getLogger("library").exception("it failed")
    output = capsys.readouterr().err
    assert "it failed" in output
    assert "ValueError" in output and "ValueError: 4" not in output
    assert "test_logs.py" in output
    assert words not in output
