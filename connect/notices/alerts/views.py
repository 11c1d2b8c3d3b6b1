"""Alerts for other programs: each version as a CAP file that never changes, and the feed of them."""

from datetime import datetime

from flask import make_response, request

from connect import clock, config, web
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto import signing
from connect.errors import NotFound
from connect.notices.alerts import feed, queries, saying, writer
from connect.notices.alerts.feed import Entry, Head
from connect.notices.alerts.queries import Told
from connect.notices.blueprint import bp
from connect.notices.channels import queries as channels
from connect.notices.channels.rules import ChannelState
from connect.notices.drill import scope
from connect.notices.models import Channel
from connect.notices.queries import versions
from connect.notices.views.read import is_at_desk
from connect.web import Answer, open_to, read_replica

READ = 200  # versions of a page at most; it ends where it is full
FOR_EVER_S = 365 * 86400


@bp.get("/<pid:public_id>/<int:version>.cap")
@open_to("anyone")
@read_replica.may_answer
def alert(public_id: str, version: int) -> Answer:
    """One version of a notice as a CAP 1.2 file. A cancelled one stays, and so does what it cancels."""
    told, before = queries.readable(public_id, version)
    if not scope.is_here(told.notice) and not is_at_desk(told.notice):
        raise NotFound
    answer = make_response(writer.written(saying.alert_of(told.notice, told.version, before), config.zone()))
    answer.mimetype = feed.CAP_TYPE
    answer.last_modified = told.version.at
    if scope.is_of_drill(told.notice):
        return web.private(answer)
    answer.add_etag()
    public = web.public(answer, FOR_EVER_S)
    public.headers["Cache-Control"] += ", immutable"
    return public.make_conditional(request)


@bp.get("/cap.atom")
@open_to("anyone")
@read_replica.may_answer
def cap_atom() -> Answer:
    """The alerts of an area or a channel that are in force or were lately cancelled, as Atom; page by page."""
    channel = _channel(request.args.get("channel"))
    place = areas.by_id(channel.area_id) if channel else areas.place_of(request.args.get("area")) or areas.get("VN")
    after = signing.unsigned(request.args["after"], "cap") if request.args.get("after") else None
    found = queries.recent(place, channel, tuple(after) if after else None, READ + 1)
    entries = [_entry(told) for told in found[:READ] if _is_out(told)]
    here = _address(place, channel, **({"after": request.args["after"]} if after else {}))
    head = _head(place, channel, max((told.version.at for told in found), default=_today()), here)
    shown, count = feed.page(head, entries, config.zone())
    links = {"first": _address(place, channel)} if after else {}
    last = _last(found, entries, count)
    if last is not None:
        links["next"] = _address(place, channel, after=signing.signed(last, "cap"))
    return _answer(feed.feed(head, shown, links, config.zone()))


def _answer(body: bytes) -> Answer:
    answer = make_response(body)
    answer.mimetype = "application/atom+xml"
    answer.add_etag()
    return web.public(answer, 60).make_conditional(request)


def _last(found: list[Told], entries: list[Entry], count: int) -> list[str | int] | None:
    """The last version of this page; None where none follows."""
    if count == len(entries):
        told = found[READ - 1] if len(found) > READ else None
    else:
        name = entries[count - 1].alert.identifier
        told = next(one for one in found if saying.name_of(*one) == name)
    return [told.notice.public_id, told.version.version] if told else None


def _is_out(told: Told) -> bool:
    now = clock.now()
    return queries.has_begun(told.version, [told.version], now) or queries.has_begun(
        told.version, versions(told.notice), now
    )


def _entry(told: Told) -> Entry:
    notice, version = told
    return Entry(
        alert=saying.alert_of(notice, version, ()), places=saying.places_said(version.said),
        file=web.link_to("notices.alert", public_id=notice.public_id, version=str(version.version)),
        page=web.link_to("notices.show", public_id=notice.public_id),
    )  # fmt: skip


def _head(place: Place, channel: Channel | None, updated: datetime, itself: str) -> Head:
    site, here = config.current(), f"channel:{channel.public_id}" if channel else place.code
    return Head(
        name=f"urn:connect:cap:{here}", title=f"{site.site_name}: {channel.name if channel else place.name}",
        language=site.locale, updated=updated, itself=itself,
    )  # fmt: skip


def _channel(public_id: str | None) -> Channel | None:
    """The channel of an address; a draft of one is nobody's to follow."""
    if not public_id:
        return None
    found = channels.by_public_id(public_id)
    if found.state == ChannelState.DRAFT:
        raise NotFound
    return found


def _address(place: Place, channel: Channel | None, **more: str) -> str:
    what = {"channel": channel.public_id} if channel else {"area": place.code}
    return web.link_to("notices.cap_atom", **what, **more)


def _today() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
