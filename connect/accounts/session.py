"""Who is here: a browser's session, from signing in to its end."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, session
from flask_login import login_user, logout_user

from connect import clock, web
from connect.accounts import queries, rules
from connect.accounts.models import Person

SINCE = "since"  # when a member of staff signed in, in seconds


def set_up(bp: Blueprint) -> None:
    """Has the app remember volunteers in a cookie as guarded as the session's own."""
    bp.record_once(lambda state: state.app.config.update(_cookie(state.app.config)))


def _cookie(config: Any) -> dict[str, Any]:
    https = config["SESSION_COOKIE_SECURE"]
    return {
        "REMEMBER_COOKIE_NAME": "__Host-remember" if https else "remember",
        "REMEMBER_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_DURATION": timedelta(days=rules.REMEMBER_DAYS),
    }


@web.login.user_loader  # type: ignore[untyped-decorator]
def load(session_id: str) -> Person | None:
    """The person of a session, unless it was ended, she is blocked, or a staff session grew too old."""
    person = queries.by_session(session_id)
    if person is None or not person.is_staff:
        return person
    return person if _age_s(clock.now()) < rules.STAFF_SESSION_S else None


def begin(person: Person) -> None:
    """Starts a fresh session; nothing of the visitor's earlier one goes over. Staff are not remembered."""
    session.clear()
    session[SINCE] = int(clock.now().timestamp())
    login_user(person, remember=not person.is_staff)


def end() -> None:
    """Ends this browser's session and its remembering."""
    session.clear()
    logout_user()


def _age_s(now: datetime) -> float:
    return now.timestamp() - float(session.get(SINCE, 0))
