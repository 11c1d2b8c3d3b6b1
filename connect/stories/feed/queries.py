"""Readers ask what is told of a place: one range of an index for each area, whatever lies above or below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

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
    ranges = [(place.id, True), (place.id, False)]
    ranges += [(one.id, True) for one in areas.ancestors(place) if one.id != place.id]
    ids = _ids(ranges, limit, after, kind)
    if not ids:
        return []
    stories = sa.select(Story).where(Story.id.in_(ids), Story.state == State.PUBLISHED)
    return [_line(one, lang) for one in db.session.scalars(stories.order_by(Story.week.desc(), Story.id.desc()))]


def _ids(ranges: Sequence[tuple[int, bool]], limit: int, after: Key | None, kind: str) -> list[int]:
    """The stories of some areas, each told of the area itself or of what lies in it: the first few of each range of the
    index, then the first few of these."""
    reader = db.Reader()
    more: list[object] = [kind] if kind else []
    if after is not None:
        more += [after.week if reader.postgres else after.week.isoformat(), after.id]
    now, values = reader.value_of(clock.now()), list[object]()
    for area_id, own in ranges:
        values += [area_id, own, now, *more, limit]
    sql = _ids_sql(len(ranges), bool(kind), after is not None, reader.mark)
    return [story_id for _week, story_id in reader.rows(sql, [*values, limit])]


@cache
def _ids_sql(ranges: int, of_kind: bool, after: bool, mark: str) -> str:
    kind = f"AND kind = {mark}" if of_kind else ""
    beyond = f"AND (week, story_id) < ({mark}, {mark})" if after else ""
    one = f"""
        SELECT week, story_id FROM (
            SELECT week, story_id FROM story_areas
            WHERE area_id = {mark} AND own = {mark} AND shown_from <= {mark} {kind} {beyond}
            ORDER BY week DESC, story_id DESC LIMIT {mark}
        ) AS told"""  # nosec B608 # noqa: S608 - made of constants; every value is bound
    return " UNION ALL ".join([one] * ranges) + f" ORDER BY week DESC, story_id DESC LIMIT {mark}"


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
