"""Adding a source, and taking what it says: each alert once, in whatever order a change or an end of it arrives."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotAllowed, RuleBroken
from connect.notices import actions as notices, rules
from connect.notices.alerts.alert import Alert
from connect.notices.models import Channel, Notice
from connect.notices.rules import OUT, State
from connect.notices.sources import queries
from connect.notices.sources.drafting import drafted
from connect.notices.sources.models import LONGEST_ADDRESS, LONGEST_TROUBLE, Source, SourceEntry
from connect.notices.sources.reading.reader import FileRead, Read
from connect.notices.sources.reading.verdicts import Code, Outcome, Reason, outcome_of

# With one of these an alert is written down, and nothing is made of it.
NO_DRAFT = frozenset(
    {
        Code.OVER, Code.EXERCISE, Code.TEST, Code.SYSTEM, Code.DRAFT, Code.RESTRICTED, Code.PRIVATE, Code.RECEIPT,
        Code.WORDLESS, Code.FOREIGN, Code.ENDED,
    }
)  # fmt: skip
MOST_KEPT = 500  # links and refusals of one source
MOST_SOURCES = 20  # of one channel


class Made(NamedTuple):
    """The fate of one alert."""

    notice_id: int | None
    reasons: list[Reason]


def add(channel: Channel, address: str, label: str, by: Person) -> Source:
    """A new source, whose alerts become drafts of a channel. Raises NotAllowed, RuleBroken."""
    check(channel, address, by)
    source = Source(
        channel_id=channel.id, address=address, label=label, added_by_id=by.id, created_at=clock.now(), refused=[],
        fetched=[],
    )  # fmt: skip
    db.session.add(source)
    db.session.flush()
    return source


def check(channel: Channel, address: str, by: Person) -> None:
    """Raises NotAllowed or RuleBroken where an address cannot be a source of a channel."""
    if not rules.covers(accounts.scopes(by, RoleName.OFFICIAL), [channel.area.path]):
        raise NotAllowed(_l("You can write only for the areas you answer for."))
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.netloc or len(address) > LONGEST_ADDRESS:
        raise RuleBroken(_l("Write the whole address, with https."))
    if queries.of_address(address) is not None:
        raise RuleBroken(_l("This source is there already."))
    if len(queries.of_channels([channel])) >= MOST_SOURCES:
        raise RuleBroken(_l("A channel has at most %(most)s sources. Remove one first.", most=MOST_SOURCES))


def close(source: Source, by: Person) -> None:
    """Asks a source no more, and forgets it; drafts that were made of it stay. Raises NotAllowed."""
    if not rules.covers(accounts.scopes(by, RoleName.OFFICIAL), [source.channel.area.path]):
        raise NotAllowed(_l("You can write only for the areas you answer for."))
    db.session.execute(sa.delete(Source).where(Source.id == source.id))


def looked(source: Source, trouble: str = "") -> None:
    """Writes down that a source was asked, and what was wrong with it."""
    source.looked_at, source.trouble = clock.now(), trouble[:LONGEST_TROUBLE]


def taken(source: Source, files: Sequence[FileRead], links: Sequence[str], trouble: str = "") -> dict[str, int]:
    """Takes what a look brought; how many alerts became drafts, were kept back, were refused, or known already."""
    counts: Counter[str] = Counter()
    for one in files:
        counts += take(source, one)
    source.fetched = [*source.fetched, *links][-MOST_KEPT:]
    looked(source, trouble)
    return dict(counts)


def take(source: Source, found: FileRead) -> Counter[str]:
    """Takes what one file said."""
    counts: Counter[str] = Counter()
    refused = [[one.code, one.what] for read in found.reads if read.alert is None for one in read.reasons]
    source.refused = (source.refused + [one for one in refused if one not in source.refused])[-MOST_KEPT:]
    counts["refused"] = sum(read.alert is None for read in found.reads)
    for read in found.reads:
        if read.alert is not None:
            counts[_take(source, read, read.alert)] += 1
    return counts


def _take(source: Source, read: Read, alert: Alert) -> str:
    there = queries.entry(source, alert.sender, alert.identifier)
    if there is not None and there.sent == alert.sent:
        return "known"
    places, reasons = own_of(source.channel, read)
    if queries.ended(source, alert.sender, alert.identifier):
        reasons.append(Reason(Code.ENDED))
    made = _made(source, read, alert, places, reasons)
    db.session.add(SourceEntry(
        source_id=source.id, sender=alert.sender, identifier=alert.identifier, sent=alert.sent,
        msg_type=alert.msg_type, outcome=outcome_of(made.reasons), title=title_of(alert),
        reasons=[[one.code, one.what] for one in made.reasons],
        refers=[[one.sender, one.identifier] for one in alert.references], notice_id=made.notice_id, at=clock.now(),
    ))  # fmt: skip
    db.session.flush()
    return "drafts" if made.notice_id else Outcome.HELD


def own_of(channel: Channel, read: Read) -> tuple[list[Place], list[Reason]]:
    """The places that a channel may speak for, and why each alert of it stands where it does; others are dropped."""
    own = [one for one in read.places if one.path.startswith(channel.area.path)]
    others = ", ".join(one.name for one in read.places if one not in own)[:200]
    dropped = [Reason(Code.DROPPED if own else Code.FOREIGN, others)] if others else []
    return own, [*read.reasons, *dropped]


def title_of(alert: Alert) -> str:
    """The line by which officials know an alert again."""
    return next((one.headline or one.event for one in alert.infos), alert.identifier)[: rules.LONGEST_TITLE]


def _made(source: Source, read: Read, alert: Alert, places: list[Place], reasons: list[Reason]) -> Made:
    before = _before(source, alert) if alert.status == "Actual" else []
    if alert.msg_type == "Cancel" or {one.code for one in reasons} & NO_DRAFT:
        return Made(None, reasons)
    made = _draft(source, read, alert, places, next(iter(before), None))
    return Made(made, reasons if made else [*reasons, Reason(Code.TIMES)])


def _before(source: Source, alert: Alert) -> list[Notice]:
    """Takes back the drafts of what an alert changes or ends, if nobody has touched them; those that are out."""
    out = []
    for one in alert.references:
        entry = queries.entry(source, one.sender, one.identifier)
        notice = db.session.get(Notice, entry.notice_id) if entry and entry.notice_id else None
        if notice is not None and notice.state == State.DRAFT and notice.edition == 1:
            notices.discard(notice, source.added_by, notice.edition)
        elif notice is not None and notice.state in OUT:
            out.append(notice)
    return out


def _draft(source: Source, read: Read, alert: Alert, places: list[Place], updates: Notice | None) -> int | None:
    """Makes a draft, or that of a change where what is changed is out already; None where its times do not fit."""
    here = places if 0 < len(places) <= rules.MOST_AREAS else [areas.by_id(source.channel.area_id)]
    content = drafted(alert, here, read.ends_at or alert.sent, clock.now())
    try:
        return notices.draft(source.channel, source.added_by, content, updates=updates).id
    except RuleBroken:
        return None
