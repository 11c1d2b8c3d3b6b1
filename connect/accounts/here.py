"""Who is here: the cookies of this browser, and the session they lead to."""

from typing import Any

import structlog
from flask import Blueprint, Request, Response, after_this_request, g, request, session as cookie
from sqlalchemy.exc import OperationalError

from connect import clock, db, web
from connect.accounts import queries, rules, sessions
from connect.accounts.models import Person, Session

DEVICE_COOKIE_S = sessions.DEVICE_DAYS * 86400
log = structlog.get_logger("connect")

web.login.session_protection = None  # the row in the database is the protection


def set_up(bp: Blueprint) -> None:
    """Has each answer note now and then that its session is in use."""
    bp.after_app_request(_note_use)


@web.login.request_loader  # type: ignore[untyped-decorator]
def load(_request: Request) -> Person | None:
    """The person of this browser's session: one read by an index, none for a visitor without the cookie."""
    found = session()
    return found.person if found else None


def session() -> Session | None:
    """This browser's session, unless it ended, grew too old or its person is blocked."""
    if "session" not in g:
        token = request.cookies.get(_name("in"), "")
        found = queries.session(token) if token else None
        g.session = found if found and found.person.is_active and not is_over(found) else None
    here: Session | None = g.session
    return here


def begin(person: Person) -> Session:
    """Starts a fresh session; nothing of the visitor's earlier one goes over. Needs a transaction."""
    token, device = sessions.new_token(), request.cookies.get(_name("device")) or None
    made = sessions.begin(person, token, request.headers.get("User-Agent", ""), device)
    device = device if device and len(device) == len(token) else sessions.new_token()  # a shared one stays
    sessions.remember_device(person, device)
    cookie.clear()
    # Staff keep theirs until the browser is closed; others are remembered.
    lasts = None if person.is_staff else web.site().remember_days * 86400
    _give("in", token, lasts)
    _give("device", device, DEVICE_COOKIE_S)
    g.session = made
    return made


def end() -> None:
    """Ends this browser's session. Needs a transaction."""
    found = session()
    if found is not None:
        sessions.end(found.person, found.public_id)
    leave()


def leave() -> None:
    """Forgets in this browser what it was; for a session that has been ended already."""
    cookie.clear()
    g.session = None
    after_this_request(_drop)


def is_over(found: Session) -> bool:
    """Whether a session has grown too old, or lay unused for too long."""
    site = web.site()
    staff = (site.staff_session_s, site.staff_idle_s)
    limits: Any = staff if found.person.is_staff else (site.remember_days * 86400, None)
    return clock.now() >= rules.session_ends_at(found.created_at, found.seen_at, limits)


def _name(what: str) -> str:
    """Name of a cookie; with HTTPS no other host and no path can set one of this name."""
    return f"__Host-{what}" if web.site().https else what


def _give(what: str, value: str, lasts_s: int | None) -> None:
    @after_this_request
    def give(response: Response) -> Response:
        response.set_cookie(_name(what), value, max_age=lasts_s, secure=web.site().https, httponly=True, samesite="Lax")
        return response


def _drop(response: Response) -> Response:
    response.delete_cookie(_name("in"), secure=web.site().https, httponly=True, samesite="Lax")
    return response


def _note_use(response: Response) -> Response:
    """After the work is done, and at most every few minutes, so that no page waits for a writer's turn."""
    found: Session | None = g.get("session")
    if found and (clock.now() - found.seen_at).total_seconds() > rules.SEEN_EVERY_S:
        number = found.id
        try:
            with db.transaction():
                sessions.seen(number)
        except OperationalError as error:  # the page is ready; a busy disk must not take it away
            log.warning("session not noted", kind=type(error.orig).__name__)
    return response
