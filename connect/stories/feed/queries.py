"""Readers ask what is told of a place: one range of an index for each area, whatever lies above or below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.stories import queries as stories
from connect.stories.feed import rules
from connect.stories.feed.models import StoryArea
from connect.stories.feed.rules import Key
from connect.stories.models import Story, StoryPicture
from connect.stories.rules import State

PAGE = 12
NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A story as everybody reads it, in the reader's language as far as it was told in it."""

    id: int
    public_id: str
    place: Place
    kind: str
    week: date
    words: str
    lang: str
    requester_name: str | None
    helper_name: str | None
    pictures: Sequence[StoryPicture]

    @property
    def key(self) -> Key:
        """Its place in the order of the feed."""
        return Key(self.week, self.id)


def page(
    place: Place, limit: int = PAGE, after: Key | None = None, *, lang: str = "", kind: str = ""
) -> list[Line]:  # fmt: skip
    """The stories of a place and of all below it, and those told of what it lies in; newest week first.

    `after`: those beyond this one. `kind`: of this utility alone.
    """
    here = [_range(place.id, limit, after, kind, own) for own in (True, False)]
    above = [_range(one.id, limit, after, kind, True) for one in areas.ancestors(place) if one.id != place.id]
    found = sa.union_all(*(sa.select(one.subquery()) for one in (*here, *above))).subquery()
    ids = sa.select(found.c.story_id).order_by(found.c.week.desc(), found.c.story_id.desc()).limit(limit)
    stories = sa.select(Story).where(Story.id.in_(ids), Story.state == State.PUBLISHED)
    return [_line(one, lang) for one in db.session.scalars(stories.order_by(Story.week.desc(), Story.id.desc()))]


def _range(area_id: int, limit: int, after: Key | None, kind: str, own: bool) -> sa.Select[date, int]:
    """The first few of one area, out of the index alone."""
    order = StoryArea.week, StoryArea.story_id
    mine = StoryArea.area_id == area_id, StoryArea.own.is_(own), StoryArea.shown_from <= clock.now()
    asked = sa.select(*order).where(*mine, *([StoryArea.kind == kind] if kind else []))
    if after is not None:
        asked = asked.where(sa.tuple_(*order) < sa.tuple_(sa.literal(after.week, sa.Date()), sa.literal(after.id)))
    return asked.order_by(*(one.desc() for one in order)).limit(limit)


def latest(area_path: str, limit: int = 2, *, lang: str = "") -> list[Line]:
    """The newest stories of the area with a path and of all below it, such as "/VN/79/26740/".

    Asked of the primary alone: a replica may be older than the time in which a story that is taken down has to be gone.
    """
    with db.reading_from(None):
        return page(areas.get(area_path.strip("/").rpartition("/")[2]), limit, lang=lang)


def neighbours(place: Place, lang: str, kind: str = "") -> list[Line]:
    """The newest stories of the province that a ward lies in, for a ward that has none; else of the country."""
    above = areas.ancestors(place)[:-1]
    return next((found for one in reversed(above) if (found := page(one, NEIGHBOURS, lang=lang, kind=kind))), [])


def kinds_told(place: Place) -> list[str]:
    """The utilities of which stories of a place are told, by code."""
    mine = sa.select(StoryArea.kind).where(StoryArea.area_id == place.id, StoryArea.shown_from <= clock.now())
    return list(db.session.scalars(mine.distinct().order_by(StoryArea.kind)))


def shown(public_id: str) -> Story:
    """The story of an address that everybody may read now. Raises NotFound for any other."""
    story = stories.by_public_id(public_id)
    if not story.is_shown(clock.now()):
        raise NotFound
    return story


def line(story: Story, lang: str) -> Line:
    """One story as a reader of a language reads it."""
    return _line(story, lang)


def _line(story: Story, lang: str) -> Line:
    words, told_in = rules.words_in(lang, story.words, story.lang, story.words_other, story.lang_other)
    return Line(
        story.id, story.public_id, areas.by_id(story.area_id), story.kind, story.week, words, told_in,
        story.requester_name, story.helper_name, tuple(story.pictures),
    )  # fmt: skip
