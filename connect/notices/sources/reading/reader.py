"""A file of others, read: what it holds, and of each alert whether readers may see it, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element  # nosec B405 - the type alone; defusedxml reads

from connect.areas.queries import Place
from connect.notices.alerts.alert import Alert, Info
from connect.notices.rules import MOST_AREAS
from connect.notices.sources.reading import envelopes, xml_guard
from connect.notices.sources.reading.elements import Reader
from connect.notices.sources.reading.places import Gazetteer, meant
from connect.notices.sources.reading.verdicts import Code, Outcome, Reason, Refusal, outcome_of

NO_END = timedelta(hours=24)
LONGEST = timedelta(days=60)  # in which an alert of others is in force at most: nobody is there to be asked
STATUS = {"Exercise": Code.EXERCISE, "Test": Code.TEST, "System": Code.SYSTEM, "Draft": Code.DRAFT}
SCOPE = {"Restricted": Code.RESTRICTED, "Private": Code.PRIVATE}


@dataclass(frozen=True, slots=True)
class Read:
    """One alert, as far as it was understood, with the places of ours that it means and its end."""

    alert: Alert | None
    reasons: tuple[Reason, ...]
    places: tuple[Place, ...] = ()
    ends_at: datetime | None = None

    @property
    def outcome(self) -> Outcome:
        """Its fate."""
        return outcome_of(self.reasons)


@dataclass(frozen=True, slots=True)
class FileRead:
    """All that one file held. `refusal`: it could not be read at all."""

    reads: tuple[Read, ...] = ()
    links: tuple[str, ...] = ()
    kind: str = ""
    refusal: Reason | None = None


def read(data: bytes, known: Gazetteer, now: datetime) -> FileRead:
    """Reads a file. One bad alert never stops the others."""
    try:
        found = envelopes.opened(xml_guard.parsed(data))
        return FileRead(tuple(_each(found.alerts, known, now)), tuple(found.links), found.kind)
    except Refusal as refusal:
        return FileRead(refusal=refusal.reason)


def _each(alerts: list[Element], known: Gazetteer, now: datetime) -> Iterator[Read]:
    reader = Reader()
    for root in alerts:
        try:
            yield _judged(reader, reader.alert(root), known, now)
        except Refusal as refusal:
            if refusal.reason.code == Code.MANY_POINTS:  # of the file: what follows would be read for nothing
                raise
            yield Read(None, (*reader.reasons, refusal.reason))


def _judged(reader: Reader, alert: Alert, known: Gazetteer, now: datetime) -> Read:
    """An alert with all that keeps it from readers."""
    for table, value in ((STATUS, alert.status), (SCOPE, alert.scope)):
        if value in table:
            reader.note(table[value])
    if alert.msg_type in ("Ack", "Error"):
        reader.note(Code.RECEIPT, alert.msg_type)
        return Read(alert, tuple(reader.reasons))
    if alert.msg_type == "Cancel":
        reader.note(Code.ENDS)
        return Read(alert, tuple(reader.reasons), ends_at=alert.sent)
    infos, ends_at = _in_time(reader, alert, now)
    alert = replace(alert, infos=infos)
    places, swapped, cut = meant((area for info in infos for area in info.areas), known)
    if swapped:
        reader.note(Code.SWAPPED)
    if not places:
        reader.note(Code.PLACE)
    if cut or len(places) > MOST_AREAS:
        reader.note(Code.WIDE, str(MOST_AREAS))
    if not any(info.language.lower().startswith("vi") for info in infos):
        reader.note(Code.LANGUAGE, ", ".join(dict.fromkeys(info.language for info in infos))[:60])
    if not any(info.headline or info.description for info in infos):
        reader.note(Code.WORDLESS)
    return Read(alert, tuple(reader.reasons), tuple(places), ends_at)


def _in_time(reader: Reader, alert: Alert, now: datetime) -> tuple[tuple[Info, ...], datetime]:
    """The languages that have not ended, and the last end. Raises Refusal where it ended before it was sent."""
    ends = [_end(reader, alert, info) for info in alert.infos]
    if max(ends) <= alert.sent:
        raise Refusal(Code.ENDS_BEFORE)
    if max(ends) <= now:
        reader.note(Code.OVER)
        return alert.infos, max(ends)
    kept = tuple(info for info, end in zip(alert.infos, ends, strict=True) if end > now)
    for info in alert.infos:
        if info not in kept:
            reader.note(Code.ENDED_LANGUAGE, info.language)
    return kept, max(ends)


def _end(reader: Reader, alert: Alert, info: Info) -> datetime:
    if info.expires is None:
        reader.note(Code.NO_END)
        return alert.sent + NO_END
    last = max(alert.sent, info.onset or alert.sent) + LONGEST
    if info.expires > last:
        reader.note(Code.END_CUT, str(LONGEST.days))
    return min(info.expires, last)
