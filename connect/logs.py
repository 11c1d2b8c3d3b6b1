"""Structured logs: text for people, JSON for machines, nothing personal for either."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_DIGITS = re.compile(r"\+?\d[\d\s.\-]{7,}\d")


def redacted(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Takes out whatever looks like a phone number, should one ever get this far."""
    return {
        key: _DIGITS.sub("…", value) if isinstance(value, str) and key != "timestamp" else value
        for key, value in event.items()
    }


def set_up(style: str) -> None:
    """Sets the process's logging once. `style` is the setting log_format."""
    last: Any = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redacted,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
