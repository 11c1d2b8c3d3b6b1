"""Writing notices; every change leaves the version before."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas.queries import Place
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.notices import rules
from connect.notices.following import dispatching
from connect.notices.models import Channel, Notice, NoticeArea, NoticeVersion

TIME_TROUBLES = {
    "order": _l("It must end after it begins."),
    "past": _l("This time has passed. Choose an end that lies ahead."),
    "long": _l("A notice is in force for 60 days at most. Renew it later."),
}


def make_channel(name: str, area: Place) -> Channel:
    """The voice of an area's authority; each area has one."""
    channel = Channel(name=name, area_id=area.id, created_at=clock.now())
    db.session.add(channel)
    db.session.flush()
    return channel


def publish(
    channel: Channel, *, by: Person, title: str, text: str, severity: int, areas: Sequence[Place],
    starts_at: datetime, ends_at: datetime, picture: str | None = None, picture_alt: str = "",
) -> Notice:  # fmt: skip
    """Tells the people of some areas something, from a moment until another."""
    _check(by, channel, areas, starts_at, ends_at)
    now = clock.now()
    notice = Notice(
        channel_id=channel.id, title=title, text=text, severity=severity, starts_at=starts_at, ends_at=ends_at,
        picture=picture, picture_alt=picture_alt, created_by_id=by.id, created_at=now, changed_at=now,
        areas=[NoticeArea(area_id=place.id) for place in areas],
    )  # fmt: skip
    db.session.add(notice)
    db.session.flush()
    _remember(notice, by, areas)
    dispatching.publish(notice)
    return notice


def revise(
    notice: Notice, *, by: Person, version: int, title: str, text: str, severity: int, areas: Sequence[Place],
    starts_at: datetime, ends_at: datetime, picture: str | None = None, picture_alt: str = "",
) -> Notice:  # fmt: skip
    """Changes a notice; what it said before stays readable. Conflict when somebody changed it in between."""
    if notice.withdrawn_at is not None:
        raise RuleBroken(_l("This notice is withdrawn. Write a new one instead."))
    if notice.version != version:
        raise Conflict(_l("Somebody else changed this notice meanwhile. Look at it again before you change it."))
    _check(by, notice.channel, areas, starts_at, ends_at)
    notice.version += 1
    notice.title, notice.text, notice.severity = title, text, severity
    notice.starts_at, notice.ends_at, notice.changed_at = starts_at, ends_at, clock.now()
    notice.picture, notice.picture_alt = picture, picture_alt
    wanted = {place.id for place in areas}
    notice.areas = [one for one in notice.areas if one.area_id in wanted] + [
        NoticeArea(area_id=area_id) for area_id in sorted(wanted - {one.area_id for one in notice.areas})
    ]
    db.session.flush()
    _remember(notice, by, areas)
    dispatching.publish(notice)
    return notice


def withdraw(notice: Notice, by: Person) -> None:
    """Takes a notice out of every feed at once; it stays readable by its address, marked."""
    _check_scope(by, [notice.channel.area.path])
    if notice.withdrawn_at is None:
        notice.withdrawn_at = clock.now()
        db.session.flush()
        dispatching.recall(notice)


def _check(by: Person, channel: Channel, areas: Sequence[Place], starts_at: datetime, ends_at: datetime) -> None:
    if len(areas) > rules.MOST_AREAS:
        raise RuleBroken(_l("Choose at most %(most)s areas, or the province as a whole.", most=rules.MOST_AREAS))
    _check_scope(by, [channel.area.path, *(place.path for place in areas)])
    if not areas:
        raise RuleBroken(_l("Choose at least one area."))
    if trouble := rules.trouble_with_times(starts_at, ends_at, clock.now()):
        raise RuleBroken(TIME_TROUBLES[trouble])


def _check_scope(by: Person, paths: list[str]) -> None:
    if not rules.covers(accounts.scopes(by, RoleName.OFFICIAL), paths):
        raise NotAllowed(_l("You can write only for the areas you answer for."))


def _remember(notice: Notice, by: Person, areas: Sequence[Place]) -> None:
    said = {
        "title": notice.title, "text": notice.text, "severity": notice.severity, "areas": [one.code for one in areas],
        "starts_at": notice.starts_at.isoformat(), "ends_at": notice.ends_at.isoformat(),
    }  # fmt: skip
    db.session.add(NoticeVersion(notice_id=notice.id, version=notice.version, said=said, by_id=by.id, at=clock.now()))
    db.session.flush()
