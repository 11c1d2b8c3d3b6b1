"""The official's desk: writing notices, changing and withdrawing them."""

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Response, request
from flask_babel import gettext as _
from wtforms import SelectChoice

from connect import clock, config, db, lazy_import, web
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.notices import actions, queries, rules
from connect.notices.blueprint import bp, place_of
from connect.notices.forms import NoticeForm
from connect.notices.models import Notice
from connect.notices.views.read import is_hers
from connect.text import one_line
from connect.web import Answer, open_to
from connect.web.request_sizes import takes_pictures

if TYPE_CHECKING:
    from connect.pictures import intake as pictures
else:
    pictures = lazy_import.module("connect.pictures.intake")  # loads Pillow

MOST_OFFERED, EVERY_AREA = 12, 10_000


@bp.get("/mine")
@open_to("official")
def mine() -> Answer:
    """Shows an official the notices of the official's channels: in force, coming and over."""
    now = clock.now()
    found = queries.of_official(current_person())
    groups = {
        "now": [one for one in found if rules.is_in_force(one.starts_at, one.ends_at, one.withdrawn_at, now)],
        "coming": [one for one in found if one.withdrawn_at is None and one.starts_at > now],
    }
    groups["over"] = [one for one in found if one not in groups["now"] and one not in groups["coming"]]
    return web.private(web.page("notices/mine.html", groups=groups))


@bp.route("/write", methods=["GET", "POST"])
@takes_pictures
@open_to("official")
def write() -> Answer:
    """A new notice."""
    form = _form()
    if not form.is_submitted():
        return _desk(form, _chosen())
    if "find" in request.form:
        return _desk(form, _chosen())
    fits, name = _checked(form)
    if not fits:
        return _desk(form, _chosen()), 422
    try:
        with db.transaction():
            channel = next(one for one in queries.channels_of(current_person()) if one.id == form.channel.data)
            notice = actions.publish(channel, by=current_person(), areas=_chosen(), picture=name, **form.values())
    except (RuleBroken, NotAllowed) as error:
        form.form_errors.append(error.message)
        _let_go(name, None)
        return _desk(form, _chosen()), 422
    web.tell(_("The notice is published."))
    return web.see_other("notices.show", public_id=notice.public_id)


@bp.route("/<pid:public_id>/edit", methods=["GET", "POST"])
@takes_pictures
@open_to("official")
def edit(public_id: str) -> Answer:
    """Changes a notice; what it said before stays readable."""
    notice = _hers(public_id)
    form = _form(notice)
    if not form.is_submitted():
        return _desk(form, [areas.by_id(one.area_id) for one in notice.areas], notice)
    if "find" in request.form:
        return _desk(form, _chosen(), notice)
    before = notice.picture
    fits, name = _checked(form, notice)
    if not fits:
        return _desk(form, _chosen(), notice), 422
    try:
        with db.transaction():
            actions.revise(
                queries.by_public_id(public_id), by=current_person(), version=form.version.data or 0, areas=_chosen(),
                picture=name, **form.values(),
            )  # fmt: skip
        if before and before != name:  # only now: until the commit the old notice still showed it
            pictures.drop(before, config.current().uploads)
    except (RuleBroken, NotAllowed, Conflict) as error:
        form.form_errors.append(error.message)
        _let_go(name, before)
        return _desk(form, _chosen(), notice), 422
    web.tell(_("The notice is changed."))
    return web.see_other("notices.show", public_id=public_id)


@bp.route("/<pid:public_id>/withdraw", methods=["GET", "POST"])
@open_to("official")
def withdraw(public_id: str) -> Answer:
    """Takes it out of the feeds, after asking once more."""
    notice = _hers(public_id)
    if request.method == "GET":
        return web.page("notices/withdraw.html", notice=notice)
    with db.transaction():
        actions.withdraw(queries.by_public_id(public_id), current_person())
    web.tell(_("The notice is withdrawn."))
    return web.see_other("notices.mine")


def _hers(public_id: str) -> Notice:
    """A notice of a channel of the signed-in official. Raises NotFound for any other."""
    notice = queries.by_public_id(public_id)
    if not is_hers(notice):
        raise NotFound
    return notice


def _checked(form: NoticeForm, notice: Notice | None = None) -> tuple[bool, str | None]:
    """Whether all that was sent fits, and the file of its picture; a bad picture is told together with the rest."""
    fits, name, before = form.validate(), None, notice.picture if notice else None
    try:
        name = _picture(form, notice)
    except RuleBroken as error:
        fits, form.picture.errors = False, [*form.picture.errors, error.message]
    if not fits:
        _let_go(name, before)
    return fits, name


def _let_go(name: str | None, before: str | None) -> None:
    """Deletes a picture that was kept for nothing."""
    if name and name != before:
        pictures.drop(name, config.current().uploads)


def _picture(form: NoticeForm, notice: Notice | None = None) -> str | None:
    """The file of the picture that the notice shows from now on: a new one, the one it has, or none."""
    if form.picture.data:
        return pictures.keep(form.picture.data.stream, config.current().uploads)
    return None if notice is None or form.no_picture.data else notice.picture


def _form(notice: Notice | None = None) -> NoticeForm:
    zone = ZoneInfo(config.current().timezone)
    shown = {}
    if notice is not None:
        shown = {
            "channel": notice.channel_id, "title": notice.title, "text": notice.text, "severity": str(notice.severity),
            "starts_at": notice.starts_at.astimezone(zone), "ends_at": notice.ends_at.astimezone(zone),
            "picture_alt": notice.picture_alt, "version": notice.version,
        }  # fmt: skip
    else:
        now = clock.now().astimezone(zone).replace(second=0, microsecond=0)
        shown = {"starts_at": now, "ends_at": now + timedelta(days=3), "version": 0}
    form = NoticeForm(data=shown)
    form.has_picture = form.picture_alt.flags.required = notice is not None and notice.picture is not None
    form.channel.choices = [SelectChoice(one.id, one.name) for one in queries.channels_of(current_person())]
    return form


def _chosen() -> list[Place]:
    """The areas ticked in the posted form; unknown ones are left out."""
    codes = list(dict.fromkeys(request.form.getlist("area")))[: rules.MOST_AREAS + 1]
    return [place for code in codes if (place := place_of(code))]


def _desk(form: NoticeForm, chosen: list[Place], notice: Notice | None = None) -> Response:
    """The form, with the chosen areas and those that the typed text may mean, within the official's areas."""
    scopes = accounts.scopes(current_person(), RoleName.OFFICIAL)
    typed = one_line(form.area_text.data)
    # All that the text may mean, because the best dozen of a common name can lie outside the official's areas.
    found = areas.search(typed, EVERY_AREA) if typed else []
    hits = [hit.place for hit in found if rules.covers(scopes, [hit.place.path])][:MOST_OFFERED]
    own = [areas.by_id(channel.area_id) for channel in queries.channels_of(current_person())]
    if (
        "find" in request.form
        and len(hits) == 1
        and areas.is_sure([hit for hit in found if hit.place == hits[0]], typed)
    ):
        chosen = [*chosen, *(place for place in hits if place not in chosen)]
    offered = {place.code: place for place in [*chosen, *hits, *([] if chosen or hits else own)]}
    return web.private(
        web.page(
            "notices/write.html", form=form, notice=notice, offered=list(offered.values()),
            chosen={place.code for place in chosen}, finding=bool(typed) and not hits, wards_of=areas.wards_of,
        )
    )  # fmt: skip
