"""Structured logs: text for people, JSON for machines, nothing personal for either."""

import logging
import re
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

_DIGITS = re.compile(r"\+?\d[\d\s.\-]{7,}\d")


def redacted(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Takes out whatever looks like a phone number, should one ever get this far."""
    return {
        key: _DIGITS.sub("…", value) if isinstance(value, str) and key != "timestamp" else value
        for key, value in event.items()
    }


def for_people(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> str:
    """A line to read: when, how grave, what; then the rest by name. structlog's own takes a tenth of a short page."""
    line = f"{event.pop('timestamp')} [{event.pop('level'):<7}] {event.pop('event')}"
    return " ".join([line, *(f"{name}={_shown(value)}" for name, value in sorted(event.items()))])


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value.isprintable() and " " not in value else repr(value)


def what_and_where(error: BaseException) -> dict[str, str]:
    """The kind of an error and where it arose, never its message: that can carry what somebody typed."""
    trace, last = error.__traceback__, None
    while trace is not None:
        last, trace = trace, trace.tb_next
    where = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "-"
    return {"kind": type(error).__name__, "where": where}


class Printer(structlog.PrintLogger):
    """Prints. What cannot be written, on a full disk or to a pipe that nobody reads, is lost: a page must not be."""

    def msg(self, message: str) -> None:
        """One line."""
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = error = critical = exception = fatal = msg


def set_up(style: str) -> None:
    """Sets the process's logging once. `style` is the setting log_format."""
    last: Any = structlog.processors.JSONRenderer() if style == "json" else for_people
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redacted,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_name: Printer(),
        cache_logger_on_first_use=False,
    )
