"""Stories for readers: the feeds as page and Atom, the page of one story, and what its address says once it is gone."""

from datetime import UTC, datetime, time

from flask import make_response, request
from flask_babel import lazy_gettext as _l

from connect import web
from connect.areas import queries as areas
from connect.crypto import signing
from connect.errors import Gone, NotFound
from connect.incidents import kinds
from connect.stories.blueprint import bp
from connect.stories.feed import queries, rules, words
from connect.stories.feed.rules import Key
from connect.stories.gone import queries as gone
from connect.stories.models import Story
from connect.web import Answer, open_to
from connect.web.pages import languages

CURSOR = "stories.feed"
# What is taken down is gone from all caches by then. A read replica could be older, so none answers here.
SHARED_S = 15
ATOM = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed in which nothing has stood yet
TAKEN_DOWN = _l("This story has been taken down.")

bp.add_app_template_filter(words.week_said, "week_said")


@bp.get("/")
@open_to("anyone")
def feed() -> Answer:
    """The stories of a place and of all below it, of one utility or of all; newest week first."""
    chosen, carried = request.args.get("area"), request.args.get("after")
    place, kind = areas.place_of(chosen) or areas.get("VN"), _kind(request.args.get("kind"))
    after = Key.read(signing.unsigned(carried, CURSOR)) if carried else None
    lang = languages.chosen()
    found = queries.page(place, queries.PAGE + 1, after, lang=lang, kind=kind)
    stories, more = found[: queries.PAGE], len(found) > queries.PAGE
    page = web.page(
        "stories/feed.html", stories=stories, place=place, kind=kind, kinds_told=queries.kinds_told(place),
        beyond=after is not None, wrong=chosen and not areas.place_of(chosen), lost=carried and after is None,
        following=signing.signed(stories[-1].key.carried(), CURSOR) if more else None,
        neighbours=[] if stories or after else queries.neighbours(place, lang, kind),
    )  # fmt: skip
    return web.shared(page, SHARED_S)


@bp.get("/feed.atom")
@open_to("anyone")
def atom() -> Answer:
    """The same as Atom (RFC 4287). Its moments are weeks, like all else that is told of when."""
    place, kind = areas.place_of(request.args.get("area")) or areas.get("VN"), _kind(request.args.get("kind"))
    found = queries.page(place, ATOM, lang=languages.chosen(), kind=kind)
    updated = max((told_at(one) for one in found), default=EPOCH)
    answer = make_response(
        web.page("stories/feed.xml", stories=found, place=place, kind=kind, told_at=told_at, updated=updated)
    )
    answer.mimetype = "application/atom+xml"
    answer.add_etag()
    return web.public(answer, SHARED_S).make_conditional(request)


@bp.get("/<pid:public_id>")
@open_to("anyone")
def show(public_id: str) -> Answer:
    """One story. One that was taken down or forgotten says so; of one that never was out strangers hear nothing."""
    story = readable(public_id)
    return web.shared(web.page("stories/show.html", story=queries.line(story, languages.chosen())), SHARED_S)


def readable(public_id: str) -> Story:
    """The story of an address that everybody reads now; Gone or NotFound."""
    try:
        return queries.shown(public_id)
    except NotFound as error:
        if gone.is_gone(public_id):
            raise Gone(TAKEN_DOWN) from error
        raise


def told_at(line: queries.Line) -> datetime:
    """The end of the week of a story, for readers that need a moment: it is told of no other."""
    return datetime.combine(line.week + rules.WEEK, time(), UTC)


def _kind(code: str | None) -> str:
    return code if code and code in kinds.BY_CODE else ""
