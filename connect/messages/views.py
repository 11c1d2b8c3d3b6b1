"""The pages of a thread, for the requester by the link and for the helper."""

from functools import partial
from typing import Any

from flask import Response, jsonify, redirect, request
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.cases import queries as cases
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.errors import ConnectError, NotFound, RuleBroken
from connect.messages import actions, queries, words
from connect.messages.actions import KeyUsed, Said
from connect.messages.blueprint import At, both, bp, refused, url_of, wants_json
from connect.messages.forms import SayForm, key_in, new_key, number_in
from connect.messages.models import Thread
from connect.messages.phrases import queries as phrases
from connect.messages.polling import queries as news
from connect.messages.rules import Kind
from connect.messages.seats import Seat
from connect.web import Answer, open_to

# --- The way in -----------------------------------------------------------------------------------------------


@bp.route("/mine/<token>", methods=["GET", "POST"])
@open_to("anyone")
def mine(token: str) -> Answer:
    """To the requester's thread with the helper who holds the case, else to the latest one."""
    case = cases.by_token(token)
    thread = _running_or(cases.live_claim(case), lambda: next(iter(queries.of_case(case)), None))
    if thread is None:
        web.warn(_("Nobody has taken your request yet. Once somebody does, you can write to each other."))
        return web.private(web.see_other("cases.mine", token=token))
    return web.private(web.see_other("messages.mine_talk", token=token, thread_id=thread.public_id))


@bp.route("/of/<pid:public_id>", methods=["GET", "POST"])
@open_to("signed_in")
def of(public_id: str) -> Answer:
    """To a helper's own thread of a case; NotFound for whoever has none and does not hold the case."""
    person = current_person()
    view = case_view.visible(public_id, Actor(person))
    held = view.claim if view.claim and _is_with(view.claim, person.id) else None
    thread = _running_or(held, lambda: queries.of_person(view.case, person))
    if thread is None:
        raise NotFound
    return web.private(web.see_other("messages.talk", public_id=thread.public_id))


def _is_with(claim: Claim, person_id: int) -> bool:
    return claim.person_id == person_id or (claim.second_id == person_id and claim.second_at is not None)


def _running_or(claim: Claim | None, other: Any) -> Thread | None:
    """The thread of a claim that runs, opened if need be; else another, which nobody opens any more."""
    if claim is None or not claim.runs(clock.now()):
        return other()
    found = queries.of_claim(claim)
    if found is not None:
        return found
    number = claim.id
    with db.transaction():
        return actions.open_thread(db.session.get_one(Claim, number))


# --- The thread -----------------------------------------------------------------------------------------------


@both("", methods=["GET", "POST"])
def talk(at: At) -> Answer:
    """The messages of a thread and the form below them; a post says something."""
    seat = at.seat()
    form = SayForm()
    if form.is_submitted():
        return _said(at, seat, form)
    return web.private(_page(seat, form))


def _said(at: At, seat: Seat, form: SayForm) -> Answer:
    key = key_in(seat, form.key.data or "")
    form.key.data = ""  # whatever comes next is sent under another one
    if not form.validate() or key is None:
        if key is None:
            form.form_errors.append(_("This form was not made here. Your words are still there: send them again."))
        return _refused(seat, form, _first(form)), 422
    try:
        said = _say(at, form, key)
    except ConnectError as error:
        return _not_sent(at, form, error)
    seat = at.seat()
    if not wants_json():
        return web.private(_way_on(seat, said.number))
    html = web.page("messages/one.html", one=queries.one(seat, said.number), seat=seat)
    answer = jsonify({"number": said.number, "html": html})
    return web.private(answer), 200 if said.again else 201


def _say(at: At, form: SayForm, key: str) -> Said:
    with db.transaction():
        seat = at.seat()
        actions.see(seat, number_in(form.seen.data))
        return actions.say(seat, Kind.TEXT, form.words.data or "", key)


def _not_sent(at: At, form: SayForm, error: ConnectError) -> Answer:
    """Says why words were not sent; they are kept, where they were typed."""
    form.form_errors.append(error.message)
    return refused(_refused(at.seat(), form, error.message, kept=isinstance(error, KeyUsed)), error)


def _refused(seat: Seat, form: SayForm, why: object, kept: bool = False) -> Response:
    """`kept`: other words stand there under this key, so these go under a new one."""
    if wants_json():
        told = {"error": str(why), "kept": kept, "may_speak": seat.may_speak}
        return web.private(jsonify(told))
    return web.private(_page(seat, form))


def _first(form: SayForm) -> object:
    return next((error for errors in form.errors.values() for error in errors), "")


def _page(seat: Seat, form: SayForm) -> str:
    before = number_in(request.args.get("before")) or None
    found = queries.shown(seat, before=before)
    form.key.data, form.seen.data = new_key(seat), found[-1].number if found else 0
    return web.page(
        "messages/talk.html", seat=seat, form=form, shown=found, latest=before is None, facts=news.facts(seat, found),
        why=words.WHY_CLOSED[seat.why_not] if seat.why_not else None,
        quick_phrases=phrases.offered(seat), moves=phrases.moves(seat), asks=partial(_asks, seat),
        earlier=found[0].number if found and found[0].number > 1 else None,
        others=_others(seat), code=seat.case.public_id,
    )  # fmt: skip


def _asks(seat: Seat, code: str) -> str:
    """The page that asks before a phrase moves the case."""
    return url_of(seat, "phrase", code=code)


def _others(seat: Seat) -> list[Thread]:
    """The requester's threads with other helpers of the case."""
    return [one for one in queries.of_case(seat.case) if one.id != seat.thread.id] if seat.token else []


def _way_on(seat: Seat, number: int) -> Any:
    return redirect(url_of(seat, _anchor=f"m{number}"), 303)


@both("/see", methods=["POST"])
def see(at: At) -> Answer:
    """Notes the highest number that was on the screen."""
    at.seat()
    with db.transaction():
        actions.see(at.seat(), number_in(request.form.get("n")))
    if wants_json():
        seat = at.seat()
        told = {"seen": queries.seen(seat.thread, seat.side), "last": seat.thread.last_number}
        return web.private(jsonify({**told, "unread": queries.unread(seat)}))
    return web.private(_way_on(at.seat(), number_in(request.form.get("n"))))


@both("/hide", methods=["POST"])
def hide(at: At) -> Answer:
    """Takes back one's own message."""
    number = number_in(request.form.get("number"))
    try:
        with db.transaction():
            actions.hide(at.seat(), number)
    except RuleBroken as error:
        web.warn(error.message)
    return web.private(_way_on(at.seat(), number))
