"""Sending a picture into a thread, and the picture itself, for whoever has a seat there."""

from typing import TYPE_CHECKING

from flask import Response, redirect
from flask_babel import gettext as _

from connect import db, lazy_import, web
from connect.accounts.sign_in.current_session import person
from connect.errors import ConnectError, NotFound
from connect.messages import seats
from connect.messages.actions import Said
from connect.messages.blueprint import At, both, refused, url_of
from connect.messages.forms import key_in, new_key
from connect.messages.pictures import actions, files, queries
from connect.messages.pictures.forms import PictureForm
from connect.messages.seats import Seat
from connect.pictures import row_files, sealed
from connect.web import Answer
from connect.web.request_sizes import takes_pictures_if

if TYPE_CHECKING:
    from connect.pictures import intake as pictures
else:
    pictures = lazy_import.module("connect.pictures.intake")  # loads Pillow


def may_send(token: str | None = None, thread_id: str | None = None, public_id: str | None = None) -> bool:
    """Whether this browser may send a picture to the thread of an address; a large body of others is not read."""
    try:
        seat = seats.seat_of(token, None if token else person(), thread_id or public_id or "")
    except NotFound:
        return False
    return seat.may_speak and seat.contact_open


@both("/picture", methods=["GET", "POST"])
@takes_pictures_if(may_send, times=2)
def picture(at: At) -> Answer:
    """The form of a picture; a post sends it. Nothing is decoded for whoever may not send one."""
    seat = at.seat()
    form = PictureForm()
    if not form.is_submitted():
        return web.private(_page(seat, form))
    key = key_in(seat, form.key.data or "")
    if not (seat.may_speak and seat.contact_open):
        return _refused(seat, form, _("No picture can be sent here just now.")), 409
    if not form.validate() or key is None:
        if key is None:
            form.form_errors.append(_("This form was not made here. Choose the picture again and send it."))
        return web.private(_page(seat, form)), 422
    try:
        said = _sent(at, form, key)
    except ConnectError as error:
        return refused(_refused(at.seat(), form, error.message), error)
    return web.private(redirect(url_of(at.seat(), _anchor=f"m{said.number}"), 303))


def _sent(at: At, form: PictureForm, key: str) -> Said:
    """Decodes and seals before the transaction, which is short then; a file whose row does not stand goes again."""
    found = pictures.anew(form.picture.data.stream)
    kept = sealed.keep(found.content, files.folder(), files.about(at.seat().thread.id))
    try:
        with db.transaction():
            return actions.send(at.seat(), found, kept, form.alt.data or "", key)
    except BaseException:
        row_files.drop(kept.name, files.folder())
        raise


def _refused(seat: Seat, form: PictureForm, why: object) -> Response:
    form.form_errors.append(why)
    return web.private(_page(seat, form))


def _page(seat: Seat, form: PictureForm) -> str:
    form.key.data = new_key(seat)
    return web.page("messages/picture.html", seat=seat, form=form, open=queries.may_see(seat) and seat.may_speak)


@both("/picture/<int:picture_no>")
def picture_shown(at: At, picture_no: int) -> Answer:
    """The picture of a message: kept by no browser, and opened as a page it can do nothing."""
    seat = at.seat()
    found = queries.of_number(seat, picture_no)
    if found is None:
        raise NotFound
    return row_files.answer(queries.content(seat, found), "picture")
