"""The feed for readers, as page and Atom; one notice, what it said before, its picture."""

from typing import Any

from flask import make_response, request, send_from_directory

from connect import clock, config, web
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto import signing
from connect.errors import NotFound
from connect.notices import queries, rules
from connect.notices.blueprint import COOKIE, bp
from connect.notices.bulletins import queries as bulletins
from connect.notices.drill import scope
from connect.notices.feed import bar, changes, marks, parts, queries as feeds
from connect.notices.feed.rules import Key
from connect.notices.following.queries import channels_of_pass
from connect.notices.following.views.follow import COOKIE as FOLLOW
from connect.notices.models import Notice
from connect.web import Answer, cookies, open_to, read_replica
from connect.web.pages import languages

CURSOR = "notices.feed"
SHARED_S = 15  # how long strangers may be shown a page as it was
ATOM = 50


@bp.get("/")
@open_to("anyone")
@read_replica.may_answer
def feed() -> Answer:
    """Shows the notices for the reader's ward; the ward, and when it was looked at, are remembered in this browser."""
    chosen = request.args.get("area")
    place = areas.place_of(chosen) or areas.place_of(cookies.kept(COOKIE)) or areas.get("VN")
    if areas.place_of(chosen):
        bar.look_at(place)
    carried = request.args.get("after")
    after = Key.read(signing.unsigned(carried, CURSOR)) if carried else None
    page = _page(place, after, wrong=chosen and not areas.place_of(chosen), lost=carried and after is None)
    if not chosen and not any(cookies.kept(name) for name in (COOKIE, FOLLOW, marks.COOKIE)):
        return web.shared(page, SHARED_S)
    answer = web.private(page)
    if areas.place_of(chosen):
        cookies.keep(answer, COOKIE, place.code, 365 * cookies.DAY_S)
    if after is None:
        marks.keep(answer)
    return answer


def _page(place: Place, after: Key | None, **told: object) -> str:
    """One page of the feed, beyond a notice or from its beginning."""
    lang = languages.chosen()
    found = feeds.page(place, feeds.PAGE + 1, after, lang=lang, channels=channels_of_pass(cookies.kept(FOLLOW)))
    shown, more = found[: feeds.PAGE], len(found) > feeds.PAGE
    return web.page(
        "notices/feed.html", notices=shown, place=place, beyond=after is not None,
        following=signing.signed(shown[-1].key.carried(), CURSOR) if more else None,
        changes=changes.of(shown, lang), new=marks.new_in(shown),
        elsewhere=queries.elsewhere() if place.kind == "country" and after is None else [],
        bulletins=_bulletins(place) if after is None else [], followable=parts.followable(), **told,
    )  # fmt: skip


def _bulletins(place: Place) -> list[Any]:
    """The newest figures of each series that is told of a place."""
    return [one for one in bulletins.latest_of(bulletins.of_place(place), place) if one[1]]


@bp.get("/feed.atom")
@open_to("anyone")
@read_replica.may_answer
def atom() -> Answer:
    """The same as Atom (RFC 4287), for whoever follows an area by a feed reader."""
    place = areas.place_of(request.args.get("area")) or areas.get("VN")
    found = feeds.page(place, ATOM)
    updated = feeds.changed_at(place, found) or clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    answer = make_response(web.page("notices/feed.xml", notices=found, place=place, updated=updated))
    answer.mimetype = "application/atom+xml"
    answer.last_modified = updated
    answer.add_etag()
    return web.public(answer, 60).make_conditional(request)


@bp.get("/<pid:public_id>")
@open_to("anyone")
@read_replica.may_answer
def show(public_id: str) -> Answer:
    """One notice; ended and withdrawn ones stay readable, marked. One that has not begun is its authors' only."""
    notice = readable(public_id)
    page = web.page(
        "notices/show.html", notice=notice, hers=is_hers(notice),
        changes=changes.of([notice], languages.chosen()).get(notice.id, []),
        in_force=rules.is_in_force(notice.state, notice.starts_at, notice.ends_at, clock.now()),
        about=signing.signed([notice.public_id, notice.channel.area_id], "report"),
    )  # fmt: skip
    return web.shared(page, SHARED_S) if _is_public(notice) else page


@bp.get("/<pid:public_id>/versions")
@open_to("anyone")
@read_replica.may_answer
def versions(public_id: str) -> Answer:
    """Shows the earlier versions of a notice, word for word."""
    notice = readable(public_id)
    return web.page("notices/versions.html", notice=notice, versions=queries.versions(notice), area=areas.place_of)


@bp.get("/<pid:public_id>/picture")
@open_to("anyone")
def picture(public_id: str) -> Answer:
    """The picture of a notice. Browsers ask each time whether it is still there, so that one taken away is gone."""
    notice = readable(public_id)
    if not notice.picture:
        raise NotFound
    answer = send_from_directory(config.current().uploads, notice.picture)
    answer.headers["Cache-Control"] = "private, no-cache" if _is_public(notice) else "no-store"
    return answer


def readable(public_id: str) -> Notice:
    """A notice that has begun, in a drill one of its own; to those at its desk also a draft and what is to come."""
    notice = queries.by_public_id(public_id)
    if scope.is_elsewhere(notice):
        raise NotFound
    if not (_is_begun(notice) and scope.is_here(notice)) and not is_at_desk(notice):
        raise NotFound
    return notice


def _is_begun(notice: Notice) -> bool:
    return notice.state not in rules.UNSENT and notice.starts_at <= clock.now()


def _is_public(notice: Notice) -> bool:
    return _is_begun(notice) and not scope.is_of_drill(notice)


def is_hers(notice: Notice) -> bool:
    """Whether the notice is of a channel of the signed-in official."""
    return _holds(notice, RoleName.OFFICIAL)


def is_at_desk(notice: Notice) -> bool:
    """Whether the signed-in official writes for the channel of a notice, or the admin may be its second reader."""
    return _holds(notice, RoleName.OFFICIAL, RoleName.ADMIN)


def _holds(notice: Notice, *roles: str) -> bool:
    person = current_session.person()
    path = [notice.channel.area.path]
    return person is not None and any(rules.covers(accounts.scopes(person, role), path) for role in roles)
