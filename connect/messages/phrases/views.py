"""Quick phrases on the pages of a conversation: said by a press; one with a move of the case is asked first."""

from typing import Any

from flask import redirect, request
from flask_babel import get_locale, gettext as _

from connect import db, web
from connect.errors import Conflict, ConnectError, NotFound
from connect.messages import queries as messages
from connect.messages.blueprint import At, both, bp, url_of
from connect.messages.forms import key_in, new_key
from connect.messages.phrases import actions, queries, rules
from connect.messages.phrases.rules import Phrase
from connect.messages.seats import Seat
from connect.web import Answer
from connect.web.limits import client_fingerprint


@bp.app_template_filter("quick_phrase")
def quick_phrase(code: str | None) -> str:
    """A phrase in the reader's own language."""
    return rules.words(code, str(get_locale()))


@both("/phrase", methods=["GET", "POST"])
def phrase(at: At) -> Answer:
    """Says a phrase. One that moves the case is asked first, on a page of its own."""
    seat = at.seat()
    one = _chosen(seat, request.values.get("code", ""))
    if one is None:
        if request.method == "GET":
            return _way_on(seat)
        raise NotFound
    with_move = request.form.get("move") == "yes"
    asks_first = rules.is_asked_first(one, queries.moves(seat))
    if request.method == "GET" or (asks_first and not with_move):
        return web.private(_asking(seat, one)) if asks_first else _way_on(seat)
    key = key_in(seat, request.form.get("key", ""))
    if key is None:
        web.warn(_("This form was not made here. Press once more."))
        return _way_on(seat)
    try:
        with db.transaction():
            actions.say(at.seat(), one, key, with_move=with_move, seen=client_fingerprint.seen())
    except NotFound:
        raise
    except ConnectError as error:
        return _not_said(at.seat(), one, key, error)
    return client_fingerprint.remember(_way_on(at.seat()))


def _chosen(seat: Seat, code: str) -> Phrase | None:
    """The phrase of a code; None for one that is not this side's."""
    return rules.phrase(code, queries.side_of(seat), seat.case.guarded)


def _asking(seat: Seat, one: Phrase, refused: object = "") -> str:
    return web.page("messages/phrase.html", seat=seat, one=one, key=new_key(seat), refused=refused)


def _not_said(seat: Seat, one: Phrase, key: str, error: ConnectError) -> Answer:
    """Where the same press has arrived already it is said; else why it was not, and the way back."""
    if isinstance(error, Conflict) and messages.by_key(seat, key) is not None:
        return _way_on(seat)
    page = web.page("messages/phrase.html", seat=seat, one=one, key=new_key(seat), refused=error.message)
    return web.private(page), 409 if isinstance(error, Conflict) else 429


def _way_on(seat: Seat) -> Any:
    return web.private(redirect(url_of(seat, _anchor="write"), 303))
