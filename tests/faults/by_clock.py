"""A site with a bug planted on purpose: messages stand in the order of moments, and each process has its own clock."""

import os
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from connect import clock
from connect.messages import actions, queries
from wsgi import app as app

_shown = queries.shown


def _now() -> datetime:
    return clock.now() + timedelta(seconds=os.getpid() % 2 * 30)


def _by_moment(*asked: Any, **more: Any) -> list[queries.Shown]:
    return sorted(_shown(*asked, **more), key=lambda one: one.at)


actions.clock = SimpleNamespace(now=_now)  # type: ignore[assignment]
queries.shown = _by_moment
