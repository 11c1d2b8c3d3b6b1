"""The picture of a point, the page on which its owner gives it one, and the look of those in charge of the area."""

from flask import request, send_from_directory
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.errors import ConnectError, NotFound, RuleBroken
from connect.supplies import queries
from connect.supplies.blueprint import bp
from connect.supplies.models import SupplyPoint
from connect.supplies.picture import actions, files
from connect.supplies.picture.forms import PictureForm
from connect.supplies.rules import By
from connect.web import Answer, open_to
from connect.web.request_sizes import takes_pictures_if

LEADS, IN_CHARGE = (By.OWNER, By.OFFICIAL), (By.OFFICIAL, By.MODERATOR)


@bp.get("/<pid:public_id>/picture")
@open_to("anyone")
def picture(public_id: str) -> Answer:
    """The picture itself. Browsers ask each time whether it is still there, so that one taken down is gone."""
    person = current_session.person()
    point = queries.seen_by(person, public_id)
    if point.picture is None or (point.picture_waits and not queries.side_of(person, point)):
        raise NotFound
    answer = send_from_directory(files.folder(), point.picture)
    answer.headers["Cache-Control"] = "no-store" if point.picture_waits else "private, no-cache"
    return answer


def _may_send(public_id: str) -> bool:
    """Whether a picture would be taken here: a large body of anybody else is not read."""
    person = current_session.person()
    try:
        return person is not None and bool(queries.led_by(person, public_id, *LEADS))
    except ConnectError:
        return False


@bp.route("/<pid:public_id>/picture/change", methods=["GET", "POST"])
@takes_pictures_if(_may_send, times=2)
@open_to("signed_in")
def picture_change(public_id: str) -> Answer:
    """Gives a point its picture, another one, or none."""
    point, side = queries.led_by(current_person(), public_id, *LEADS)
    form = PictureForm()
    if not form.is_submitted():
        return _change(point, form)
    if "take_down" in request.form:
        with db.transaction():
            point, side = queries.led_by(current_person(), public_id, *LEADS)
            actions.take_down(point, side, current_person())
        web.tell(_("The picture is taken down."))
        return web.see_other("supplies.show", public_id=public_id)
    return _put(public_id, form) if form.validate() else _change(point, form, 422)


def _put(public_id: str, form: PictureForm) -> Answer:
    try:
        kept = files.keep(form.picture.data.stream)
    except RuleBroken as error:
        form.picture.errors = [error.message]
        return _change(queries.by_public_id(public_id), form, 422)
    try:
        with db.transaction():
            point, side = queries.led_by(current_person(), public_id, *LEADS)
            actions.put(point, kept, side, current_person())
            waits = point.picture_waits
    except BaseException:
        files.drop(kept.name)
        raise
    web.tell(_("The picture is kept. Somebody looks at it before everybody sees it.") if waits else _("It is changed."))
    return web.see_other("supplies.show", public_id=public_id)


def _change(point: SupplyPoint, form: PictureForm, status: int = 200) -> Answer:
    return web.private(web.page("supplies/picture_change.html", point=point, form=form)), status


@bp.post("/<pid:public_id>/picture/look")
@open_to("moderator", "official")
def picture_look(public_id: str) -> Answer:
    """Shows everybody the picture of a point that waits, or takes one down."""
    person = current_person()
    with db.transaction():
        point, side = queries.led_by(person, public_id, *IN_CHARGE)
        if point.owner_id == person.id or point.picture is None:
            raise NotFound
        if "take_down" in request.form:
            actions.take_down(point, side, person)
        else:
            actions.pass_it(point, request.form.get("seen", ""), side, person)
    web.tell(_("It is kept."))
    return web.see_other("supplies.desk_point", public_id=public_id)
