"""Structured logs: text for people, JSON for machines, nothing personal for either; and a line for each request."""

import logging
import re
import time
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("connect")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"})
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


class Masked(logging.Handler):
    """Writes what libraries log: which of them, where in it, and their words before anything is filled in.

    What they fill in, and the messages of errors, can hold a path with somebody's secret link. A message that a
    library has filled in itself is left out whole; the place in its code says what it was.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """One record."""
        if record.name == "werkzeug" and record.levelno < logging.WARNING:  # the path of each request
            return
        told: dict[str, Any] = {"by": record.name, "at": f"{record.module}:{record.lineno}"}
        if record.args:
            told["said"] = str(record.msg)
        if record.exc_info and record.exc_info[1]:
            told |= what_and_where(record.exc_info[1])
        log.log(max(record.levelno, logging.INFO), "library", **told)


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
    if not any(isinstance(one, Masked) for one in logging.root.handlers):
        logging.root.addHandler(Masked(logging.WARNING))


def init_app(app: Flask) -> None:
    """Writes a line for each request: which page, how it ended, how long it took."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    # The rule and not the path: a path can carry the secret of a requester's page.
    log.info(
        "request",
        method=request.method if request.method in METHODS else "other",  # anybody can send any word
        endpoint=request.endpoint or "-",
        status=response.status_code,
        by=getattr(g.get("session"), "person_id", None),  # a number of ours, no name
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    )
    return response
