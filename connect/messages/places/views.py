"""Saying where to meet, and seeing it on a small map of our own."""

from flask import Response, redirect, request
from flask_babel import gettext as _

from connect import db, web
from connect.errors import ConnectError, NotFound
from connect.messages import actions, queries
from connect.messages.actions import Said
from connect.messages.blueprint import At, both, refused, url_of
from connect.messages.forms import key_in, new_key
from connect.messages.places import rules
from connect.messages.places.forms import PlaceForm
from connect.messages.rules import Kind, Side
from connect.messages.seats import Seat
from connect.web import Answer


@both("/place", methods=["GET", "POST"])
def place(at: At) -> Answer:
    """The form of a place of meeting, for the requester alone; a post sends it."""
    seat = at.seat()
    if seat.side != Side.REQUESTER:
        raise NotFound
    form = PlaceForm()
    if not form.is_submitted():
        return _again(seat, form)
    if "find" in request.form:
        return _again(seat, form, finding=True)
    key = key_in(seat, form.key.data or "")
    if not form.validate() or key is None:
        if key is None:
            form.form_errors.append(_("This form was not made here. Your words are still there: send them again."))
        return _again(seat, form), 422
    try:
        said = _say(at, form, key)
    except ConnectError as error:
        form.form_errors.append(error.message)
        return refused(_again(at.seat(), form), error)
    return web.private(redirect(url_of(at.seat(), _anchor=f"m{said.number}"), 303))


def _say(at: At, form: PlaceForm, key: str) -> Said:
    body = rules.packed(form.place())
    with db.transaction():
        return actions.say(at.seat(), Kind.PLACE, body, key)


def _again(seat: Seat, form: PlaceForm, *, finding: bool = False) -> Response:
    form.key.data = new_key(seat)
    page = web.page(
        "messages/place.html", seat=seat, form=form, finding=finding, wards=form.wards_offered(),
        link=form.only_a_link(),
    )  # fmt: skip
    return web.private(web.with_map(page))


@both("/place/<int:place_no>")
def place_shown(at: At, place_no: int) -> Answer:
    """A place of meeting on a small map, in words beside it, for whoever may read the thread."""
    seat = at.seat()
    found = queries.one(seat, place_no)
    if found is None or found.place is None or found.place.point is None:
        raise NotFound
    return web.private(web.with_map(web.page("messages/place_shown.html", seat=seat, one=found)))
