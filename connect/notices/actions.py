"""Writing notices, handing them in, publishing, changing and cancelling them; every alert that went out stays."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.notices import rules, transitions
from connect.notices.alerts import cap
from connect.notices.alerts.cap import MsgType
from connect.notices.alerts.content import Content, content_of
from connect.notices.channels.rules import ChannelState
from connect.notices.drill import choice
from connect.notices.feed import listing
from connect.notices.following import dispatching
from connect.notices.models import Channel, Notice, NoticeArea, NoticeText, NoticeVersion
from connect.notices.officials import dispatching as officials
from connect.notices.rules import State, Verb
from connect.text import folded

NOT_OPEN = _l("This channel is not open. Nothing can be published by it.")
TIME_TROUBLES = {
    "order": _l("It must end after it begins."),
    "past": _l("This time has passed. Choose an end that lies ahead."),
    "long": _l("A notice is in force for a year at most. Renew it later."),
    "onset": _l("It must end after what it tells of begins."),
}


def draft(channel: Channel, by: Person, said: Content, updates: Notice | None = None) -> Notice:
    """Writes down what is to be told, or how a notice is to change; nobody else reads it yet."""
    said = choice.settled(said, channel, updates)
    _check(by, channel, said)
    now = clock.now()
    notice = Notice(
        channel_id=channel.id, created_by_id=by.id, changed_by_id=by.id, created_at=now, changed_at=now,
        **said.columns(),
    )  # fmt: skip
    if updates is not None:
        notice.updates_id, notice.updates_edition = updates.id, updates.edition
    db.session.add(notice)
    _rows(notice, said)
    return notice


def rewrite(notice: Notice, by: Person, edition: int, said: Content) -> Notice:
    """Changes a draft. Raises Conflict when somebody changed it or handed it in meanwhile."""
    out = db.session.get(Notice, notice.updates_id) if notice.updates_id else None
    said = choice.settled(said, notice.channel, out)
    _check(by, notice.channel, said)
    _write_over(notice, State.DRAFT, edition, said, {"changed_by_id": by.id})
    return notice


def send(notice: Notice, by: Person) -> Notice:
    """Publishes a draft, or hands it in where a second official has to look at it first."""
    if transitions.may(Verb.PUBLISH, notice, by):
        return publish(notice, by)
    transitions.move(notice, Verb.SUBMIT, by)
    return notice


def publish(notice: Notice, by: Person, verb: Verb = Verb.PUBLISH, *, reason: str = "", area_name: str = "") -> Notice:
    """Publishes a draft by one of three moves; a draft of a change becomes the next version of what it changes."""
    _still_fits(notice)
    if verb == Verb.PUBLISH_ALONE and folded(area_name) not in _names(notice.channel):
        raise RuleBroken(_l("Type the name of the area: %(name)s", name=notice.channel.area.name))
    transitions.move(notice, verb, by, reason=reason)
    approved_by = by if verb == Verb.APPROVE else None
    out = notice if notice.updates_id is None else _merge(notice)
    author = db.session.get_one(Person, notice.changed_by_id or notice.created_by_id)
    _remember(out, MsgType.UPDATE if out is not notice else MsgType.ALERT, author, approved_by)
    if out is not notice:
        db.session.delete(notice)
        db.session.flush()
    dispatching.publish(out)
    if verb == Verb.PUBLISH_ALONE:
        officials.tell_alone(out, by.id)
    return out


def change(notice: Notice, by: Person, edition: int, said: Content) -> Notice:
    """Begins a change of what is out: a draft, while the old words stay in force.

    Raises Conflict when somebody changed the notice in between.
    """
    if notice.state not in rules.MOVES[Verb.UPDATE].sources:
        raise RuleBroken(_l("This notice is withdrawn. Write a new one instead."))
    if notice.edition != edition:
        raise Conflict(transitions.CHANGED_MEANWHILE)
    return draft(notice.channel, by, said, updates=notice)


def revise(notice: Notice, by: Person, edition: int, said: Content) -> Notice:
    """Changes what is out: at once, or as a draft that was handed in. What it said before stays readable."""
    return send(change(notice, by, edition, said), by)


def cancel(notice: Notice, by: Person, reason: str) -> None:
    """Ends a notice at once; for some hours it stays in the feeds, marked, and by its address for ever."""
    before = notice.version
    transitions.move(notice, Verb.CANCEL, by, reason=reason, withdrawn_at=clock.now(), version=before + 1)
    _remember(notice, MsgType.CANCEL, by, None, reason=reason)
    dispatching.recall(notice, before)


def discard(notice: Notice, by: Person, edition: int) -> None:
    """Throws a draft away. Raises Conflict when it was changed or handed in meanwhile."""
    _check_scope(by, [notice.channel.area.path])
    mine = Notice.id == notice.id, Notice.state == State.DRAFT, Notice.edition == edition
    if db.session.scalar(sa.delete(Notice).where(*mine).returning(Notice.id)) is None:
        raise transitions.faster(notice)
    db.session.expunge(notice)


def _merge(change: Notice) -> Notice:
    """Puts the words of a change over what it changes, if nothing else did since it was written."""
    notice = db.session.get_one(Notice, change.updates_id)
    was = notice.state
    if was not in rules.MOVES[Verb.UPDATE].sources or notice.edition != change.updates_edition:
        raise Conflict(_l("The notice was changed or withdrawn since this change of it was written. Write it anew."))
    said, target = content_of(change), rules.target_of(Verb.UPDATE, change.starts_at, clock.now())
    more = {"state": target, "version": notice.version + 1, "changed_by_id": change.changed_by_id}
    _write_over(notice, was, notice.edition, said, more)
    transitions.record(notice, Verb.UPDATE, was, db.session.get(Person, change.changed_by_id))
    return notice


def _write_over(notice: Notice, state: State, edition: int, said: Content, more: dict[str, Any]) -> None:
    """Other words in the place of those there, by one conditional UPDATE."""
    if notice.state != state or notice.edition != edition:
        raise Conflict(transitions.CHANGED_MEANWHILE)
    values = {"edition": edition + 1, "changed_at": clock.now(), **said.columns(), **more}
    if not transitions.changed(notice, values):
        raise Conflict(transitions.CHANGED_MEANWHILE)
    _rows(notice, said)


def _rows(notice: Notice, said: Content) -> None:
    """The areas and further languages of a notice; those that are there already stay."""
    wanted = dict.fromkeys(place.id for place in said.areas)
    kept = [one for one in notice.areas if one.area_id in wanted]
    there = {one.area_id for one in kept}
    notice.areas = kept + [NoticeArea(area_id=area_id) for area_id in wanted if area_id not in there]
    texts = {one.lang: one for one in notice.texts}
    notice.texts = [_text(texts.get(lang), lang, words._asdict()) for lang, words in said.others.items()]
    db.session.flush()
    listing.keep(notice)


def _text(there: NoticeText | None, lang: str, words: dict[str, str]) -> NoticeText:
    text = there or NoticeText(lang=lang)
    for name, value in words.items():
        setattr(text, name, value)
    return text


def _check(by: Person, channel: Channel, said: Content) -> None:
    if channel.state != ChannelState.OPEN:
        raise RuleBroken(NOT_OPEN)
    if len(said.areas) > rules.MOST_AREAS:
        raise RuleBroken(_l("Choose at most %(most)s areas, or the province as a whole.", most=rules.MOST_AREAS))
    _check_scope(by, [channel.area.path, *(place.path for place in said.areas)])
    if not said.areas:
        raise RuleBroken(_l("Choose at least one area."))
    if trouble := rules.trouble_with_times(said.starts_at, said.ends_at, clock.now(), said.onset_at):
        raise RuleBroken(TIME_TROUBLES[trouble])


def _still_fits(notice: Notice) -> None:
    """Refuses a notice that waited for days: it is over before anybody read it, or its channel was closed."""
    if notice.channel.state != ChannelState.OPEN:
        raise RuleBroken(NOT_OPEN)
    choice.require_running(notice)
    if trouble := rules.trouble_with_times(notice.starts_at, notice.ends_at, clock.now(), notice.onset_at):
        raise RuleBroken(TIME_TROUBLES[trouble])


def _check_scope(by: Person, paths: Sequence[str]) -> None:
    if not rules.covers(accounts.scopes(by, RoleName.OFFICIAL), paths):
        raise NotAllowed(_l("You can write only for the areas you answer for."))


def _names(channel: Channel) -> set[str]:
    """The area of a channel as people type it: with or without what kind of place it is."""
    return {folded(channel.area.name), folded(channel.area.short)}


def _remember(notice: Notice, msg_type: MsgType, by: Person, approved_by: Person | None, reason: str = "") -> None:
    """Keeps one alert for ever."""
    site = config.current()
    said = content_of(notice).said() | ({"reason": reason} if reason else {})
    said["sender"] = cap.sender(notice.channel.public_id, site.site_url)
    db.session.add(NoticeVersion(
        notice_id=notice.id, version=notice.version,
        identifier=cap.identifier(notice.public_id, notice.version, site.cap_oid),
        msg_type=msg_type, said=said, by_id=by.id, approved_by_id=approved_by.id if approved_by else None,
        at=clock.now(),
    ))  # fmt: skip
    db.session.flush()
