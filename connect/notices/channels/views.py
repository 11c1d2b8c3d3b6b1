"""A channel's own page for everybody, and the pages on which one is asked for, opened and closed."""

from typing import TYPE_CHECKING

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _

from connect import db, lazy_import, web
from connect.accounts import queries as accounts
from connect.accounts.models import Organization
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.notices import queries as notices
from connect.notices.blueprint import COOKIE as WARD, bp
from connect.notices.bulletins import queries as bulletins
from connect.notices.channels import actions, kits, queries
from connect.notices.channels.forms import ChannelForm, ChannelMoveForm
from connect.notices.channels.rules import ChannelState, ChannelVerb
from connect.notices.models import Channel
from connect.notices.rules import covers
from connect.text import one_line
from connect.web import Answer, cookies, open_to
from connect.web.addresses import from_outside

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")


@bp.get("/channels")
@open_to("anyone")
def channels() -> Answer:
    """Shows the channels that speak to a place, and to staff those that wait to be verified."""
    place = areas.place_of(request.args.get("area")) or areas.place_of(cookies.kept(WARD)) or areas.get("VN")
    person = current_session.person()
    staff = person is not None and (person.has_role(RoleName.ADMIN) or person.has_role(RoleName.OFFICIAL))
    page = web.page(
        "notices/channels.html", place=place, channels=queries.listed(place), staff=staff,
        drafts=queries.drafts_for(person) if person is not None and staff else [],
    )  # fmt: skip
    return web.private(page)


@bp.get("/channels/<pid:public_id>")
@open_to("anyone")
def channel(public_id: str) -> Answer:
    """Whose word it is, what is in force, what was said before, and how to follow it."""
    found = _readable(public_id)
    now = notices.of_channel(found)
    address = url_for("notices.channel", public_id=public_id)
    return web.private(web.page(
        "notices/channel.html", channel=found, now=now, earlier=queries.earlier(found, now),
        bulletins=bulletins.latest_of(bulletins.of_channel(found), areas.by_id(found.area_id)),
        area=areas.by_id(found.area_id), opens=_opens(found), writes=_writes(found), kit=kits.kits().get(found.kit),
        qr=_drawn(from_outside(address) or request.host_url.rstrip("/") + address),
    ))  # fmt: skip


@bp.get("/channels/<pid:public_id>/feed.atom")
@open_to("anyone")
def channel_atom(public_id: str) -> Answer:
    """The notices of a channel as Atom (RFC 4287)."""
    found = queries.by_public_id(public_id)
    if found.state == ChannelState.DRAFT:  # not even for its desk: shared caches keep the answer
        raise NotFound
    said = notices.of_channel(found)
    updated = max((one.changed_at for one in said), default=found.created_at)
    page = web.page("notices/feed.xml", notices=said, place=areas.by_id(found.area_id), updated=updated, channel=found)
    answer = make_response(page)
    answer.mimetype = "application/atom+xml"
    answer.add_etag()
    return web.public(answer, 60).make_conditional(request)


@bp.route("/channels/open", methods=["GET", "POST"])
@open_to("official", "admin")
@current_session.proved("notices.channel_open", keeps=["name", "about", "contact"], args=["area"])
def channel_open() -> Answer:
    """A new channel for an area: an admin opens it, an official asks for it."""
    place = areas.place_of(request.values.get("area"))
    if place is None:
        return web.private(web.page("notices/channel_open.html", place=None, own=_own(), form=None))
    if not covers(_scopes(), [place.path]):
        raise NotAllowed(_("You can open channels only for the areas you answer for."))
    form = ChannelForm(data=current_session.before_proof() if request.method == "GET" else {})
    form.offer([(one.id, one.name) for one in accounts.organizations() if one.area_id == place.id])
    if not form.is_submitted():
        return _asked(form, place)
    if not form.validate():
        return _asked(form, place), 422
    try:
        with db.transaction():
            made = actions.ask(
                one_line(form.name.data), place, current_person(), organization=_organization(form), **form.values()
            )
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _asked(form, place, queries.of_name(place, one_line(form.name.data))), 422
    words = _("The channel is open.") if made.state == ChannelState.OPEN else _("An admin verifies it and opens it.")
    web.tell(words)
    return web.see_other("notices.channel", public_id=made.public_id)


@bp.post("/channels/<pid:public_id>/move")
@open_to("admin")
@current_session.proved("notices.channel")
def channel_move(public_id: str) -> Answer:
    """An admin above its area opens or closes a channel."""
    form, found = ChannelMoveForm(), queries.by_public_id(public_id)
    if not _opens(found) or form.verb.data not in set(ChannelVerb):
        raise NotFound
    with db.transaction():
        actions.move(queries.by_public_id(public_id), ChannelVerb(form.verb.data), current_person())
    web.tell(_("The channel is open.") if form.verb.data == ChannelVerb.OPEN else _("The channel is closed."))
    return web.see_other("notices.channel", public_id=public_id)


def _readable(public_id: str) -> Channel:
    """A channel that was opened; one that waits is its desk's only."""
    found = queries.by_public_id(public_id)
    if found.state == ChannelState.DRAFT and not (_opens(found) or _writes(found)):
        raise NotFound
    return found


def _opens(channel: Channel) -> bool:
    person = current_session.person()
    return person is not None and actions.may_open(person, channel.area.path)


def _writes(channel: Channel) -> bool:
    person = current_session.person()
    return person is not None and covers(accounts.scopes(person, RoleName.OFFICIAL), [channel.area.path])


def _scopes() -> list[str]:
    person = current_person()
    return [path for role in (RoleName.OFFICIAL, RoleName.ADMIN) for path in accounts.scopes(person, role)]


def _own() -> list[Place]:
    """The areas that somebody answers for, by the roles alone."""
    return [areas.get(path.strip("/").rsplit("/", 1)[-1]) for path in dict.fromkeys(_scopes())]


def _organization(form: ChannelForm) -> Organization | None:
    return db.session.get(Organization, form.organization.data) if form.organization.data else None


def _asked(form: ChannelForm, place: Place, taken: Channel | None = None) -> Response:
    return web.private(web.page("notices/channel_open.html", form=form, place=place, taken=taken, own=[]))


def _drawn(link: str) -> str:
    return str(segno.make(link, error="m", micro=False).svg_data_uri(border=2, light="#fff", encode_minimal=True))
