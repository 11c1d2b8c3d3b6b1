"""The official's desk: writing notices, changing and withdrawing them."""

from datetime import datetime, timedelta
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
from connect.notices import actions, queries, rules, transitions
from connect.notices.alerts import cap
from connect.notices.alerts.content import Words
from connect.notices.blueprint import bp, place_of
from connect.notices.channels import kits
from connect.notices.channels.rules import ChannelState
from connect.notices.forms import DeskForm, NoticeForm
from connect.notices.models import Channel, Notice
from connect.notices.rules import State
from connect.notices.views.read import is_hers
from connect.notices.words import told_in
from connect.text import clean, one_line
from connect.web import Answer, open_to
from connect.web.request_sizes import takes_pictures

if TYPE_CHECKING:
    from connect.pictures import intake as pictures
else:
    pictures = lazy_import.module("connect.pictures.intake")  # loads Pillow

MOST_OFFERED, EVERY_AREA = 12, 10_000


@bp.get("/mine")
@open_to("official", "admin")
def mine() -> Answer:
    """Shows an official the notices of the official's channels: in force, coming and over, drafts, what waits."""
    person, now = current_person(), clock.now()
    found = [one for one in queries.of_official(person) if one.state not in rules.UNSENT]
    groups = {
        "now": [one for one in found if rules.is_in_force(one.state, one.starts_at, one.ends_at, now)],
        "coming": [one for one in found if one.state in rules.OUT and one.starts_at > now],
    }
    groups["over"] = [one for one in found if one not in groups["now"] and one not in groups["coming"]]
    groups["waits"] = queries.waiting_for(person)
    groups["drafts"] = [one for one in queries.drafts_of(person) if one not in groups["waits"]]
    page = web.page(
        "notices/mine.html", groups=groups, writes=bool(_open_channels()),
        alone=queries.published_alone(person), ending=queries.ending_soon(person),
    )  # fmt: skip
    return web.private(page)


@bp.route("/write", methods=["GET", "POST"])
@takes_pictures
@open_to("official")
def write() -> Answer:
    """A new notice; with `channel` and `template` one that its kit has begun."""
    form = _form()
    if not form.is_submitted():
        asked = _asked_channel()
        return _desk(form, [areas.by_id(asked.area_id)] if asked else [])
    if "find" in request.form:
        return _desk(form, _chosen())
    fits, name = _checked(form)
    if not fits:
        return _desk(form, _chosen()), 422
    try:
        with db.transaction():
            channel = next(one for one in _open_channels() if one.id == form.channel.data)
            notice = actions.draft(channel, current_person(), form.content(_chosen(), name))
            _sent(notice)
    except (RuleBroken, NotAllowed) as error:
        form.form_errors.append(error.message)
        _let_go(name, None)
        return _desk(form, _chosen()), 422
    return _told(notice)


def _sent(notice: Notice) -> Notice:
    """Publishes what was written or hands it in, unless it is to be kept as a draft."""
    return notice if "keep" in request.form else actions.send(notice, current_person())


def _told(notice: Notice) -> Answer:
    """Says what came of a notice, and leads to it."""
    words = {
        State.DRAFT: _("The draft is kept. Nobody else reads it."),
        State.SUBMITTED: _("Handed in. It is published once a second official has looked at it."),
        State.SCHEDULED: _("The notice is ready. Readers see it from its beginning on."),
        State.PUBLISHED: _("The notice is published.") if notice.version == 1 else _("The notice is changed."),
    }
    web.tell(words[notice.state])
    return web.see_other("notices.show", public_id=notice.public_id)


@bp.route("/<pid:public_id>/edit", methods=["GET", "POST"])
@takes_pictures
@open_to("official")
def edit(public_id: str) -> Answer:
    """Changes a draft, or a notice that is out: what it said before stays readable."""
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
            found = _changed(public_id, form, name)
    except (RuleBroken, NotAllowed, Conflict) as error:
        form.form_errors.append(error.message)
        _let_go(name, before)
        return _desk(form, _chosen(), notice), 422
    drop_unshown(before)
    return _told(found)


def _changed(public_id: str, form: NoticeForm, picture: str | None) -> Notice:
    """The notice as it was changed, or the change that waits."""
    notice, by, edition = queries.by_public_id(public_id), current_person(), form.version.data or 0
    said = form.content(_chosen(), picture)
    if notice.state in rules.UNSENT:
        return _sent(actions.rewrite(notice, by, edition, said))
    return actions.revise(notice, by, edition, said)


def drop_unshown(name: str | None) -> None:
    """Deletes the file of a picture that no notice shows any more; after the commit, until which one still did."""
    if name and not queries.shows_picture(name):
        pictures.drop(name, config.current().uploads)


@bp.route("/<pid:public_id>/withdraw", methods=["GET", "POST"])
@open_to("official")
def withdraw(public_id: str) -> Answer:
    """Ends a notice at once, after asking why."""
    notice = _hers(public_id)
    form = DeskForm(data={"edition": notice.edition})
    if request.method == "GET":
        return web.page("notices/withdraw.html", notice=notice, form=form)
    try:
        with db.transaction():
            actions.cancel(queries.by_public_id(public_id), current_person(), clean(form.reason.data or ""))
    except RuleBroken as error:
        form.reason.errors = [error.message]
        return web.page("notices/withdraw.html", notice=notice, form=form), 422
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
    form.blanks_stay = "keep" in request.form
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
    if name != before:
        drop_unshown(name)


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
            **_words(notice), "channel": notice.channel_id, "severity": str(notice.severity), "version": notice.edition,
            "starts_at": notice.starts_at.astimezone(zone), "ends_at": notice.ends_at.astimezone(zone),
            "onset_at": notice.onset_at.astimezone(zone) if notice.onset_at else None,
        }  # fmt: skip
    else:
        now = clock.now().astimezone(zone).replace(second=0, microsecond=0)
        shown = {"starts_at": now, "ends_at": now + timedelta(days=3), "version": 0, **_begun(now)}
    form = NoticeForm(data=shown)
    form.has_picture = form.picture_alt.flags.required = notice is not None and notice.picture is not None
    form.channel.choices = [SelectChoice(one.id, one.name) for one in _open_channels()]
    return form


def _begun(now: datetime) -> dict[str, object]:
    """The words that the kit of a channel brings for a new notice; nothing where none was chosen."""
    channel = _asked_channel()
    kit = kits.kits().get(channel.kit) if channel else None
    template = kit.template(request.args.get("template", "")) if kit else None
    if channel is None or template is None:
        return {"channel": channel.id} if channel else {}
    own, english = template.words["vi"], template.words["en"]
    return {
        **own._asdict(), "title_en": english.title, "text_en": english.text, "instruction_en": english.instruction,
        "channel": channel.id, "severity": str(template.severity), "category": str(template.category),
        "event": template.event, "ends_at": now + timedelta(hours=template.hours), "contact": channel.contact,
    }  # fmt: skip


def _asked_channel() -> Channel | None:
    return next((one for one in _open_channels() if one.public_id == request.args.get("channel")), None)


def _open_channels() -> list[Channel]:
    return [one for one in queries.channels_of(current_person()) if one.state == ChannelState.OPEN]


def _words(notice: Notice) -> dict[str, object]:
    """The values of the form for a notice: its words, and of CAP's only what is other than the priority says."""
    meant = cap.PRIORITIES[notice.severity]
    own = {name: getattr(notice, name) for name in ("urgency", "certainty", "response")}
    shown = {name: "" if value == getattr(meant, name) else str(value) for name, value in own.items()}
    english = told_in(notice, "en") if notice.texts else Words("", "", "")
    return shown | {
        name: getattr(notice, name)
        for name in ("title", "text", "instruction", "event", "contact", "web", "picture_alt")
    } | {
        "category": str(notice.category), "risk_level": str(notice.risk_level or ""), "title_en": english.title,
        "text_en": english.text, "instruction_en": english.instruction,
    }  # fmt: skip


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
    own = [areas.by_id(channel.area_id) for channel in _open_channels()]
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
            four_eyes_from=transitions.eyes().needed_from,
        )
    )  # fmt: skip
