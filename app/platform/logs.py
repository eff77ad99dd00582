"""Structured logs: codes and ids, never ballots, names or texts."""

import logging
import sys
import time

import structlog

SELDOM_SECONDS = 10


def configure_logs(level: str, *, as_json: bool) -> None:
    """Send every logger of this process, ours and the libraries', to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # plain: a pretty one shows what people wrote, and takes a second
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
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


class SeldomLog:
    """Warnings that strangers can cause as often as they like: one line for each code and ten seconds."""

    def __init__(self, name: str) -> None:
        self._log = get_logger(name)
        self._last: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def warn(self, event: str, code: str) -> None:
        """Log a code of ours; how often it came in between is told with the next line."""
        now = time.monotonic()
        if now - self._last.get(code, -SELDOM_SECONDS) < SELDOM_SECONDS:
            self._unsaid[code] = self._unsaid.get(code, 0) + 1
            return
        self._last[code] = now
        self._log.warning(event, code=code, before=self._unsaid.pop(code, 0))
