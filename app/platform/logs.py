"""Structured logs: codes and ids, never ballots, names, texts or tokens."""

import logging
import sys
import threading
import time
from types import TracebackType
from typing import Any

import structlog

from app.platform.scrubbing import scrub_exception, scrub_record

QUIET_LOGGERS = ("engineio", "engineio.server", "socketio", "socketio.server", "geventwebsocket", "werkzeug")
"""Loggers of libraries that write what clients send."""
SELDOM_SECONDS = 10


def configure_logs(level: str, *, as_json: bool) -> None:
    """Send every logger of this process, ours and the libraries', to standard error in one form, scrubbed."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        scrub_exception,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[scrub_record, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.raiseExceptions = False  # else logging prints a line that cannot be written, with its arguments
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    catch_stray_exceptions()


def catch_stray_exceptions() -> None:
    """Log the uncaught exceptions of every thread and greenlet, scrubbed like all other exceptions."""
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_stray("thread failed", args.exc_value)
    sys.unraisablehook = lambda args: _log_stray("exception in a finaliser", args.exc_value)
    if "gevent" in sys.modules:
        from gevent.hub import Hub

        Hub.print_exception = _log_greenlet


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log_stray("process failed", error.with_traceback(trace))


def _log_greenlet(_hub: Any, _context: Any, _kind: Any, error: Any, trace: Any) -> None:
    """Log a greenlet's exception; gevent's own printer would show the message and the greenlet's arguments."""
    if isinstance(error, BaseException):
        _log_stray("greenlet failed", error.with_traceback(trace))


def _log_stray(event: str, error: BaseException | None) -> None:
    get_logger(__name__).error(event, exc_info=error)


class SeldomLog:
    """Logs warnings that strangers can cause at will: at most one line for each code in ten seconds."""

    def __init__(self, name: str) -> None:
        self._log = get_logger(name)
        self._last: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def warn(self, event: str, code: str) -> None:
        """Log a warning with a fixed code; `before` counts the warnings left out since the code's last line."""
        now = time.monotonic()
        if now - self._last.get(code, -SELDOM_SECONDS) < SELDOM_SECONDS:
            self._unsaid[code] = self._unsaid.get(code, 0) + 1
            return
        self._last[code] = now
        self._log.warning(event, code=code, before=self._unsaid.pop(code, 0))
