"""The site with a clock that a test moves: as many seconds ahead as the file `clock-offset` of its instance says."""

from datetime import UTC, datetime, timedelta

from connect import clock
from wsgi import app as app

_offset = app.extensions["connect.config"].instance / "clock-offset"


def _now() -> datetime:
    ahead = float(_offset.read_text() or 0) if _offset.exists() else 0.0
    return clock._told.get() or datetime.now(UTC) + timedelta(seconds=ahead)


clock.now = _now
