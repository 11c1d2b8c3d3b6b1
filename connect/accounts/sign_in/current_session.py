"""The cookies of this browser, the session they lead to, and its person."""

import base64
import json
import zlib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

import structlog
from flask import (
    Blueprint,
    Request,
    Response,
    after_this_request,
    current_app,
    g,
    redirect,
    request,
    session as cookie,
    url_for,
)
from werkzeug.wrappers import Response as WerkzeugResponse

from connect import clock, config, db, web
from connect.accounts import queries, rules
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import factors, sessions
from connect.accounts.sign_in.models import Session
from connect.crypto import encryption
from connect.errors import Busy, NotAllowed
from connect.web import cookies
from connect.web.pages import fresh

DEVICE_COOKIE_S = sessions.DEVICE_DAYS * cookies.DAY_S
TYPED, MOST_KEPT = "typed", 600  # letters of a field: a cookie holds 4 kB
P = ParamSpec("P")
log = structlog.get_logger("connect")

web.login.session_protection = None  # the row in the database is the protection


def set_up(bp: Blueprint) -> None:
    """Makes answers note now and then that their session is in use."""
    bp.after_app_request(_note_use)


@web.login.request_loader  # type: ignore[untyped-decorator]
def load(_request: Request) -> Person | None:
    """The person of this browser's session: one read by an index, none for a visitor without the cookie."""
    found = session()
    return found.person if found else None


def person() -> Person | None:
    """The signed-in person, or None: for pages that strangers may see too."""
    found = web.person()
    return found if isinstance(found, Person) else None


def current_person() -> Person:
    """The signed-in person, in a view that `open_to` keeps from strangers. Raises NotAllowed of anybody else."""
    found = person()
    if found is None:
        raise NotAllowed
    return found


def session() -> Session | None:
    """This browser's session, unless it ended, grew too old, waits for a second factor, or its person is blocked."""
    found = at_the_door()
    return None if found is None or _waits(found) else found


def at_the_door() -> Session | None:
    """The same, also while the second factor is missing: for the pages that ask for it, and for them only."""
    if "session" not in g:
        token = cookies.kept("in")
        found = queries.session(token) if token else None
        over = found is not None and is_over(found)
        g.session = found if found and found.person.is_active and not over else None
        g.over = found.id if found and over else None
        g.seen_at = found.seen_at if found else None  # a transaction lets go of the row
    here: Session | None = g.session
    return here


def begin(person: Person, by_factor: bool = False) -> Session:
    """Starts a fresh session; nothing of the visitor's earlier one goes over. Needs a transaction.

    It is pending for a person who has a second factor or must have one; see `prove`.
    """
    token, agent = sessions.new_token(), request.headers.get("User-Agent", "")
    pending = not by_factor and (factors.needed(person) or factors.of(person).any)
    made = sessions.begin(person, token, agent, pending, by_factor)
    if not pending:
        _arrive(made)
    cookie.clear()
    _carry(made, token)
    return made


def prove(found: Session, by_factor: bool = True) -> None:
    """Records a proof of identity: the session goes on under a new token. Needs a transaction."""
    token, waited = sessions.new_token(), _waits(found)
    sessions.prove(found, token, by_factor)
    if waited:
        _arrive(found)
    _carry(found, token)


def is_device_of(phone: str) -> bool:
    """Whether this browser signed in before as whoever has this phone (E.164)."""
    token = cookies.kept("device")
    return bool(token) and queries.is_device_of(phone, token)


def recently_proved() -> bool:
    """Whether who is here showed it lately enough for what has consequences: roles, verification, many contacts."""
    found = session()
    return found is not None and clock.is_fresh(found.proved_at, rules.PROOF_S)


def proved(
    back: str, *, keeps: Collection[str] = (), args: Collection[str] = ()
) -> Callable[[Callable[P, web.Answer]], Callable[P, web.Answer]]:  # fmt: skip
    """Asks for a proof of identity before a form that has consequences; then leads to the page with the button.

    `back` is the endpoint of that page; it gets the arguments of the view that it takes, and the fields in `args`. Text
    typed into the fields in `keeps` waits there, see `before_proof`. A test goes through the routes of staff: each
    that takes a form is marked so, or is named there as everyday work.
    """

    def mark(view: Callable[P, web.Answer]) -> Callable[P, web.Answer]:
        @wraps(view)
        def guarded(*given: P.args, **values: P.kwargs) -> web.Answer:
            if request.method == "POST" and not recently_proved():
                page = _page_of(back, values, {name: request.form.get(name) for name in args})
                _keep_typed(page, {name: request.form.get(name, "")[:MOST_KEPT] for name in keeps})
                return ask_for_proof(page)
            return view(*given, **values)

        vars(guarded)["proved"] = True
        return guarded

    return mark


def _page_of(endpoint: str, values: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The address of a page that takes some of these values, and of the query those that are there."""
    page = next(current_app.url_map.iter_rules(endpoint))
    return url_for(endpoint, **{name: values[name] for name in page.arguments if name in values}, **query)


def _keep_typed(page: str, fields: Mapping[str, str]) -> None:
    """Keeps what was typed in this browser, sealed, until its page is opened again."""
    kept = {name: text for name, text in fields.items() if text}
    if kept:
        packed = base64.b64encode(zlib.compress(json.dumps(kept, ensure_ascii=False).encode())).decode()
        cookie[TYPED] = base64.b64encode(encryption.seal(packed, f"typed:{page}")).decode()


def before_proof() -> dict[str, str]:
    """The fields typed into the form of this page before a proof was asked for, by name; told once, else empty."""
    sealed = cookie.pop(TYPED, None)
    if not sealed:
        return {}
    try:
        packed = base64.b64decode(encryption.opened(base64.b64decode(sealed), f"typed:{request.path}"))
    except (encryption.KeyMissing, ValueError):  # of another page
        return {}
    found: dict[str, str] = json.loads(zlib.decompress(packed))
    return found


def ask_for_proof(back: str | None) -> WerkzeugResponse:
    """To the page that asks once more, and from there to where the person wanted to go."""
    return redirect(url_for("accounts.factor", next=back), 303)


def home(person: Person) -> str:
    """The address after signing in without another wish: the desk for staff, the list for helpers."""
    at_desk = person.has_role(RoleName.MODERATOR) or person.has_role(RoleName.ADMIN)
    desk = "moderation.queue" if at_desk else "notices.mine" if person.has_role(RoleName.OFFICIAL) else "cases.nearby"
    return web.url_if(desk) or url_for("accounts.me")


def end() -> None:
    """Ends this browser's session. Needs a transaction."""
    found = at_the_door()
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
    site = config.current()
    limits: tuple[int, int | None] = (site.remember_days * cookies.DAY_S, None)
    if found.person.is_staff:
        limits = (site.staff_session_s, site.staff_idle_s)
    if found.pending:
        limits = (rules.PENDING_S, None)
    return clock.now() >= rules.session_ends_at(found.created_at, found.seen_at, limits)


def _waits(found: Session) -> bool:
    return found.pending or (factors.needed(found.person) and not found.by_factor)


def _arrive(found: Session) -> None:
    device = cookies.kept("device") or None
    sessions.arrive(found, device)
    token = sessions.new_token()
    device = device if device and len(device) == len(token) else token  # a shared browser's stays as it is
    sessions.remember_device(found.person, device)
    _give("device", device, DEVICE_COOKIE_S)


def _carry(found: Session, token: str) -> None:
    """Gives the browser its token: staff's until it is closed, others are remembered."""
    brief = found.person.is_staff or found.pending
    _give("in", token, None if brief else config.current().remember_days * cookies.DAY_S)
    g.session = found


def _give(what: str, value: str, lasts_s: int | None) -> None:
    @after_this_request
    def give(response: Response) -> Response:
        cookies.keep(response, what, value, lasts_s)
        return response


def _drop(response: Response) -> Response:
    cookies.drop(response, "in")
    return response


def _note_use(response: Response) -> Response:
    """After the work is done, and at most every few minutes, so that no page waits for a writer's turn."""
    found: Session | None = g.get("session")
    over: int | None = g.get("over")
    seen_at: datetime | None = g.get("seen_at")
    asleep = seen_at is None or fresh.is_asked_by_script()  # an open page that looks for news keeps nobody signed in
    used = seen_at and not asleep and (clock.now() - seen_at).total_seconds() > rules.SEEN_EVERY_S
    if over or (found and used):
        number = found.id if found else None
        try:
            with db.transaction():
                if over:
                    sessions.expire(over)
                if number:
                    sessions.seen(number)
        except (*db.FAILURES, OSError, Busy) as error:  # the page is ready; a busy or full disk must not take it away
            log.warning("session not noted", kind=type(error).__name__)
            g.session = None
    return response
