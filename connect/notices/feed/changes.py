"""The difference between two versions of a notice, as a short list that people read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import db, formatting
from connect.areas import queries as areas
from connect.errors import NotFound
from connect.notices.feed.lines import Line
from connect.notices.models import Notice, NoticeVersion
from connect.notices.rules import OUT
from connect.notices.words import RISK_LEVELS, SEVERITIES

Said = Mapping[str, Any]
MOST_NAMES = 3


def of(shown: Iterable[Line | Notice], lang: str) -> dict[int, list[str]]:
    """The changes by the newest version of each notice that has several and is not cancelled, by its id."""
    wanted = {one.id: one.version for one in shown if one.version > 1 and one.state in OUT}
    if not wanted:
        return {}
    mine = [
        sa.and_(NoticeVersion.notice_id == number, NoticeVersion.version.in_((version - 1, version)))
        for number, version in wanted.items()
    ]
    columns = NoticeVersion.notice_id, NoticeVersion.version, NoticeVersion.said
    said = {
        (number, version): one for number, version, one in db.session.execute(sa.select(*columns).where(sa.or_(*mine)))
    }
    pairs = {
        number: (said.get((number, version - 1)), said.get((number, version))) for number, version in wanted.items()
    }
    return {number: what_changed(before, after, lang) for number, (before, after) in pairs.items() if before and after}


def what_changed(before: Said, after: Said, lang: str) -> list[str]:
    """The differences of `after`: how grave it is, until when, where, in which words; never empty."""
    told = [*_severity(before, after), *_times(before, after), *_areas(before, after), *_words(before, after, lang)]
    return [*told, *_rest(before, after)] or [_("small corrections")]


def _severity(before: Said, after: Said) -> Iterable[str]:
    was, now = before["severity"], after["severity"]
    names = {"now": SEVERITIES[now][0], "before": SEVERITIES[was][0]}
    if now > was:
        yield _("graver: “%(now)s” instead of “%(before)s”", **names)
    elif now < was:
        yield _("less grave: “%(now)s” instead of “%(before)s”", **names)


def _times(before: Said, after: Said) -> Iterable[str]:
    was, now = (datetime.fromisoformat(one["ends_at"]) for one in (before, after))
    moments = {"now": formatting.moment(now), "before": formatting.moment(was)}
    if now > was:
        yield _("in force for longer: until %(now)s instead of %(before)s", **moments)
    elif now < was:
        yield _("ends sooner: %(now)s instead of %(before)s", **moments)
    for name, said in (("starts_at", _("in force from %(now)s")), ("onset_at", _("expected from %(now)s"))):
        if after.get(name) and before.get(name) != after[name]:
            yield said % {"now": formatting.moment(datetime.fromisoformat(after[name]))}


def _areas(before: Said, after: Said) -> Iterable[str]:
    was, now = before["areas"], after["areas"]
    if added := [code for code in now if code not in was]:
        yield _("now also for %(places)s", places=_names(added))
    if gone := [code for code in was if code not in now]:
        yield _("no longer for %(places)s", places=_names(gone))


def _names(codes: list[str]) -> str:
    names = ", ".join(_name(code) for code in codes[:MOST_NAMES])
    more = len(codes) - MOST_NAMES
    return _("%(names)s and %(more)s more", names=names, more=more) if more > 0 else names


def _name(code: str) -> str:
    try:
        return areas.get(code).name
    except NotFound:
        return code


def _words(before: Said, after: Said, lang: str) -> Iterable[str]:
    was, now = (one.get("others", {}).get(lang, one) for one in (before, after))
    if was["title"] != now["title"]:
        yield _("another headline; before: “%(title)s”", title=was["title"])
    if was["text"] != now["text"]:
        yield _("the text says more or something else")
    if was.get("instruction", "") != now.get("instruction", ""):
        yield _("other advice on what to do")


def _rest(before: Said, after: Said) -> Iterable[str]:
    level = after.get("risk_level")
    if level and level != before.get("risk_level"):
        yield _("level of disaster risk %(level)s", level=RISK_LEVELS[level])
    if any(before.get(name) != after.get(name) for name in ("outline", "circle")):
        yield _("another line on the map")
    if after.get("contact") and before.get("contact") != after["contact"]:
        yield _("questions to %(contact)s", contact=after["contact"])
