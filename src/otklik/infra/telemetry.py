"""Log lines of all our processes: constant event names, ids in fields; JSON, or words on a terminal.

What people sent us does not belong there: traces come without local variables, and messages of the libraries
lose the parts that repeat values (`without_values`).
"""

import logging
import re
import sys

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
# PostgreSQL repeats rows in DETAIL and CONTEXT, SQLAlchemy bound values, pydantic what it was given.
_REPEATED_VALUES = re.compile(
    r"^[ \t]*(?:DETAIL|CONTEXT|STATEMENT): .*(?:\n[ \t]+\S.*)*"
    r"|(?<=\[parameters: ).*?(?=\]$)"
    r"|(?<=input_value=).*?(?=, input_type=)",
    re.MULTILINE,
)


def configure_logging(level: str) -> None:
    """Set up structlog and let the libraries' warnings through the same door."""
    processors: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # plain: pretty ones would print local variables
        _clean,
    ]
    is_terminal = sys.stderr.isatty()
    processors.append(structlog.dev.ConsoleRenderer() if is_terminal else structlog.processors.JSONRenderer())
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # While PostgreSQL is away the pool would tell of every attempt; our own lines say it once.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CleanFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def without_values(text: str) -> str:
    """The message or trace without what it repeats of rows, bound values and input."""
    return _REPEATED_VALUES.sub("…", text)


class CleanFormatter(logging.Formatter):
    """The standard library's lines, without values."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, with its trace if it has one."""
        return without_values(super().format(record))


def _clean(logger: object, name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    del logger, name
    for key in ("error", "exception"):
        if isinstance(text := event.get(key), str):
            event[key] = without_values(text)
    return event
