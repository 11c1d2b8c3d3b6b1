"""Readers ask what is told to a place: one range of an index for each area that the place lies in."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.notices.feed.lines import KEY, Line, columns, line_of
from connect.notices.feed.rules import Key
from connect.notices.rules import CANCELLED_SHOWN

PAGE = 20


def page(
    place: Place, limit: int = PAGE, after: Key | None = None, *, lang: str = "", channels: Sequence[int] = (),
    severity: int | None = None,
) -> list[Line]:  # fmt: skip
    """The notices that stand in the feed of a place: told to it or to anything it lies in, or said by these channels.

    In force, or cancelled within six hours; the gravest first, then the newest. `after`: those beyond this one. Words
    are in `lang` where a notice has it. `severity`: of this one alone.
    """
    reader, now = db.Reader(), clock.now()
    path = [one.id for one in areas.ancestors(place)]
    moment, late = reader.value_of(now), reader.value_of(now - CANCELLED_SHOWN)
    beyond = [] if after is None else [after.severity, reader.value_of(after.starts_at), after.id]
    values = [*path, moment, moment, *([] if severity is None else [severity]), *beyond]
    if channels:
        values += [*channels, late, moment, moment, late, *beyond]
    sql = _sql(reader.postgres, len(path), len(channels), bool(beyond), severity is not None)
    found = sorted(reader.rows(sql, [*values, limit, lang]), key=KEY, reverse=True)
    return [line_of(row) for row in found]


def changed_at(place: Place, shown: Sequence[Line]) -> datetime | None:
    """The moment the feed of a place last became another: a notice shown changed, or one left it; None: never."""
    reader, now = db.Reader(), clock.now()
    sql = f"SELECT max(ends_at) FROM notice_areas WHERE area_id = {reader.mark} AND ends_at <= {reader.mark}"  # nosec B608 # noqa: S608
    left = [reader.rows(sql, (one.id, reader.value_of(now)))[0][0] for one in areas.ancestors(place)]
    return max([reader.moment_of(one) for one in left if one] + [one.told_at for one in shown], default=None)


@lru_cache(maxsize=64)
def _sql(postgres: bool, places: int, channels: int, beyond: bool, graver: bool) -> str:
    """Of each area only what has not ended is read, out of the index alone; one notice for several areas comes once.

    Only the lines of one page are looked up in their table.
    """
    mark = "%s" if postgres else "?"
    below = f" AND (severity, starts_at, {{}}) < ({mark}, {mark}, {mark})" if beyond else ""
    told = f"""
        SELECT severity, starts_at, notice_id FROM notice_areas
        WHERE area_id IN ({_marks(mark, places)}) AND ends_at > {mark} AND starts_at <= {mark}
            {f"AND severity = {mark}" if graver else ""} {below.replace("{}", "notice_id")}
    """  # nosec B608 # noqa: S608 - every value is bound
    said = f"""
        UNION ALL SELECT severity, starts_at, id FROM notices
        WHERE channel_id IN ({_marks(mark, channels)}) AND ends_at > {mark} AND starts_at <= {mark}
            AND status = 'Actual' AND (
                state IN ('scheduled', 'published') AND withdrawn_at IS NULL AND ends_at > {mark}
                OR withdrawn_at > {mark} AND starts_at <= withdrawn_at AND ends_at > withdrawn_at
            ) {below.replace("{}", "id")}
    """  # nosec B608 # noqa: S608 - every value is bound
    return f"""
        SELECT {columns(postgres)} FROM (
            SELECT DISTINCT severity, starts_at, notice_id FROM ({told} {said if channels else ""}) AS found
            ORDER BY severity DESC, starts_at DESC, notice_id DESC LIMIT {mark}
        ) AS page
        JOIN notices n ON n.id = page.notice_id JOIN channels c ON c.id = n.channel_id
        LEFT JOIN notice_texts t ON t.notice_id = n.id AND t.lang = {mark}
    """  # nosec B608 # noqa: S608 - every value is bound


def _marks(mark: str, number: int) -> str:
    return ", ".join([mark] * number)
