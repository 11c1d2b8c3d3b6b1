"""The second factor: asked for at the door and before what has consequences, set up, removed."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyotp
from flask import Response, redirect, request, session as cookie, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from connect import clock, config, db, lazy_import, web
from connect.accounts import actions
from connect.accounts.forms import FactorForm, PasskeyForm
from connect.accounts.models import Person
from connect.accounts.sign_in import current_session, factors
from connect.accounts.sign_in.current_session import current_person, proved
from connect.accounts.sign_in.models import Session
from connect.accounts.views.blueprint import bp, per_session
from connect.accounts.words import EVENTS
from connect.errors import NotFound
from connect.text import phone_for_eyes
from connect.web import Answer, open_to

if TYPE_CHECKING:
    import segno

    from connect.accounts.sign_in import passkeys
else:
    segno = lazy_import.module("segno")
    passkeys = lazy_import.module("connect.accounts.sign_in.passkeys")  # loads WebAuthn

CHALLENGE_S = 900


@bp.route("/factor", methods=["GET", "POST"])
@open_to("anyone")  # somebody whose second factor is missing is nobody yet
@per_session("30/hour")
def factor() -> Answer:
    """Asks who is here to show it: by passkey or code; by the password where there is no second factor."""
    found = current_session.at_the_door()
    if found is None:
        return web.ask_to_sign_in()
    if factors.needed(found.person) and not factors.of(found.person).any:
        return redirect(url_for("accounts.factor_list", next=_back()), 303)
    form = FactorForm()
    if request.method == "GET":
        return _factor_page(found, form)
    if not form.validate():
        return _factor_page(found, form, status=422)
    said = _judged(found, form)
    if said == "ok":
        return _onward(found.person)
    if said == "wait":
        problem = _("Too many wrong codes. Wait, and take a fresh one; a passkey works at once.")
        return _factor_page(found, form, problem, 429)
    form.code.errors = [_("This code is not right, or was used already. Take the next one.")]
    return _factor_page(found, form, status=422)


@bp.post("/factor/passkey")
@open_to("anyone")
@per_session("60/hour")
def factor_passkey() -> Answer:
    """Takes what a passkey signed: as second factor for who stands at the door, else instead of the password."""
    found, form = current_session.at_the_door(), PasskeyForm()
    challenge = _challenge("use" if found else "sign_in")
    person = None
    if challenge and form.validate():
        with db.transaction():
            person = passkeys.use(form.answer.data, *challenge, *_site(), person=found.person if found else None)
            if person and found:
                current_session.prove(found)
            elif person:
                current_session.begin(person, by_factor=True)
    if person:
        return _onward(person)
    web.warn(_("That did not work. Try once more, or use a code."))
    return web.see_other("accounts.factor" if found else "accounts.sign_in", next=_back())


@bp.get("/factors")
@open_to("anyone")
def factor_list() -> Answer:
    """The second factors somebody has set up, with buttons to add and remove."""
    found = _setting_up()
    if not isinstance(found, Session):
        return found
    person = found.person
    have = factors.of(person)
    return web.private(
        web.page(
            "accounts/factor_list.html", have=have, needed=factors.needed(person),
            waits=found != current_session.session(), back=_back(),
            events=factors.events(person), words=EVENTS, staff=person.is_staff,
            options=passkeys.to_create(person, _new_challenge("new"), _site()[0], config.current().site_name),
        )
    )  # fmt: skip


@bp.post("/factors/passkey-new")
@open_to("anyone")
@per_session("20/hour")
def passkey_new() -> Answer:
    """Keeps the passkey the browser made."""
    found, form, challenge = _setting_up(), PasskeyForm(), _challenge("new")
    if not isinstance(found, Session):
        return found
    made = None
    if challenge and form.validate():
        with db.transaction():
            agent = request.headers.get("User-Agent", "")
            made = passkeys.add(found.person, form.answer.data, challenge[0], *_site(), agent)
            if made:
                current_session.prove(found)
    if made:
        web.tell(_("Your passkey is set up."))
    else:
        web.warn(_("That did not work. Try once more, or use a code."))
    return web.see_other("accounts.factor_list", next=_back())


@bp.post("/factors/app-new")
@open_to("anyone")
@per_session("20/hour")
def app_new() -> Answer:
    """Makes a secret for an app."""
    found = _setting_up()
    if not isinstance(found, Session):
        return found
    with db.transaction():
        factors.new_app(found.person)
    return web.see_other("accounts.app", next=_back())


@bp.route("/factors/app", methods=["GET", "POST"])
@open_to("anyone")
@per_session("30/hour")
def app() -> Answer:
    """Shows the secret to put into an app, and asks for the first code of it."""
    found, form = _setting_up(), FactorForm()
    if not isinstance(found, Session):
        return found
    waiting = factors.waiting_app(found.person)
    if waiting is None:
        return web.see_other("accounts.factor_list", next=_back())
    if request.method == "POST" and form.validate():
        with db.transaction():
            right = factors.confirm_app(found.person, form.code.data)
            if right:
                current_session.prove(found)
        if right:
            web.tell(_("Your app is set up."))
            return web.see_other("accounts.factor_list", next=_back())
        form.code.errors = [_("This code is not right. Look whether the phone's clock is, and take the next one.")]
    secret = waiting.secret
    groups = [secret[place : place + 4] for place in range(0, len(secret), 4)]
    page = web.page("accounts/app.html", form=form, groups=groups, uri=_uri(found.person, secret), back=_back())
    return web.private(page), 422 if form.errors else 200


@bp.get("/factors/app.svg")
@open_to("anyone")
def app_picture() -> Answer:
    """The QR code of the secret, as long as it waits for its first code."""
    found = _setting_up()
    waiting = factors.waiting_app(found.person) if isinstance(found, Session) else None
    if not isinstance(found, Session) or waiting is None:
        raise NotFound
    out = BytesIO()
    segno.make(_uri(found.person, waiting.secret), error="m").save(out, kind="svg", scale=5, light="#fff")
    return web.private(Response(out.getvalue(), mimetype="image/svg+xml"))


@bp.post("/factors/codes")
@open_to("signed_in")
@proved("accounts.factor_list")
def codes() -> Answer:
    """Makes ten codes for paper and shows them this once."""
    person = current_person()
    if not factors.of(person).any:
        raise NotFound
    with db.transaction():
        made = factors.new_codes(person)
    return web.private(web.page("accounts/codes.html", codes=[f"{one[:5]} {one[5:]}" for one in made], back=_back()))


@bp.post("/factors/app-remove")
@open_to("signed_in")
@proved("accounts.factor_list")
def app_remove() -> Answer:
    """Takes the app away."""
    person = current_person()
    with db.transaction():
        factors.remove_app(person)
    return web.see_other("accounts.factor_list")


@bp.post("/factors/passkeys/<pid:public_id>/remove")
@open_to("signed_in")
@proved("accounts.factor_list")
def passkey_remove(public_id: str) -> Answer:
    """Takes one passkey away; a passkey of another account is not found."""
    person = current_person()
    if public_id not in {one.public_id for one in factors.of(person).passkeys}:
        raise NotFound
    with db.transaction():
        factors.remove_passkey(person, public_id)
    return web.see_other("accounts.factor_list")


@bp.app_context_processor
def _passkeys() -> dict[str, Any]:
    return {"passkey_options": _options}


def _options(purpose: str) -> str:
    """The options with which a page asks for a passkey, as JSON; only pages that show the button call it."""
    found = current_session.at_the_door() if purpose == "use" else None
    return passkeys.to_use(_new_challenge(purpose), _site()[0], found.person if found else None)


def _judged(found: Session, form: FactorForm) -> str:
    """Whether a code, or the password of somebody without a second factor, is right: ok, wrong or wait."""
    if not factors.of(found.person).any:
        right = actions.authenticate(found.person.phone, form.code.data) is not None
        with db.transaction():
            if right:
                current_session.prove(found, by_factor=False)
        return "ok" if right else "wrong"
    with db.transaction():
        said = factors.accept(found.person, form.code.data)
        if said == "ok":
            current_session.prove(found)
    return said


def _setting_up() -> Session | WerkzeugResponse:
    """The session in which a factor may be added: proved lately, or waiting for a first factor; else where to go."""
    found = current_session.at_the_door()
    if found is None:
        return web.ask_to_sign_in()
    if not current_session.recently_proved() and (
        current_session.session() is not None or factors.of(found.person).any
    ):
        return current_session.ask_for_proof(url_for("accounts.factor_list", next=_back()))
    return found


def _factor_page(found: Session, form: FactorForm, problem: str = "", status: int = 200) -> Answer:
    have = factors.of(found.person)
    page = web.page("accounts/factor.html", form=form, have=have, problem=problem, back=_back())
    return web.private(page), status


def _onward(person: Person) -> WerkzeugResponse:
    return redirect(_back() or current_session.home(person), 303)


def _back() -> str | None:
    return web.safe_path(request.values.get("next"))


def _site() -> tuple[str, str]:
    """Host and origin of this site as the browser knows them; a passkey is bound to both."""
    return str(urlsplit(request.host_url).hostname), request.host_url.rstrip("/")


def _new_challenge(purpose: str) -> str:
    """A challenge the browser keeps until it answers; what was asked before under this purpose is void."""
    made = passkeys.new_challenge()
    cookie[f"passkey_{purpose}"] = [made, clock.now().isoformat()]
    return made


def _challenge(purpose: str) -> tuple[str, datetime] | None:
    kept = cookie.pop(f"passkey_{purpose}", None)
    if not kept:
        return None
    asked_at = datetime.fromisoformat(kept[1])
    return (kept[0], asked_at) if clock.is_fresh(asked_at, CHALLENGE_S) else None


def _uri(person: Person, secret: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(
        name=phone_for_eyes(person.phone), issuer_name=config.current().site_name
    )
