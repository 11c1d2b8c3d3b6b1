"""One alert's elements as plain values: order is forgiven, a required value that is missing or unknown is not."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element  # nosec B405 - the type alone; defusedxml reads

from connect.notices.alerts.alert import Alert, AlertArea, Info, Named, Reference
from connect.notices.sources.reading import plain_text, shapes
from connect.notices.sources.reading.moments import moment
from connect.notices.sources.reading.verdicts import Code, Reason, Refusal
from connect.notices.sources.reading.xml_guard import children, local, namespace, text

SPACES = {"urn:oasis:names:tc:emergency:cap:1.1": "1.1", "urn:oasis:names:tc:emergency:cap:1.2": "1.2"}
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
KINDS = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
EARLIER_WORDS = {"Very Likely": "Likely"}  # of CAP 1.0, which 1.1 and 1.2 still ask readers to know
LONGEST_NAME, LONGEST_LINE = 200, 500
MOST_REFERENCES, MOST_INFOS, MOST_PARTS = 1_000, 50, 5_000
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"


class Reader:
    """Reads alerts of one file; keeps what was said about the alert at hand, and how many points the file has had."""

    def __init__(self) -> None:
        self.reasons: dict[Reason, None] = {}
        self.points, self.most = 0, shapes.MOST_POINTS

    def note(self, code: Code, what: str = "") -> None:
        """Says something about the alert at hand, once."""
        self.reasons[Reason(code, what)] = None

    def alert(self, root: Element) -> Alert:
        """An alert. Raises Refusal."""
        self.reasons = {}
        space = namespace(root.tag)
        if space not in SPACES:
            raise Refusal(Code.NAMESPACE, space[:100] or "–")
        self._count(root)
        if SPACES[space] == "1.1":
            self.note(Code.CAP_11)
        if any(local(one.tag) == "Signature" and namespace(one.tag) == SIGNATURE for one in root):
            self.note(Code.SIGNED)
        name, sender = _line(root, "identifier", LONGEST_NAME), _line(root, "sender", LONGEST_NAME)
        kind = _word(root, "msgType", KINDS)
        infos = tuple(self._info(one) for one in _few(children(root, "info"), MOST_INFOS))
        if not infos and kind in ("Alert", "Update"):
            raise Refusal(Code.MISSING, "info")
        return Alert(
            identifier=name, sender=sender, sent=_when(root, "sent"), status=_word(root, "status", STATUSES),
            msg_type=kind, scope=_word(root, "scope", SCOPES), note=plain_text.plain(text(root, "note")),
            references=self._references(text(root, "references"), name, sender),
            incidents=plain_text.plain(text(root, "incidents"))[:LONGEST_LINE], infos=infos,
        )  # fmt: skip

    def _references(self, listed: str, name: str, sender: str) -> tuple[Reference, ...]:
        """Those before; what names itself or nothing is left out, and said."""
        found: dict[Reference, None] = {}
        for one in listed.split()[:MOST_REFERENCES]:
            (first, _comma, rest) = one.partition(",")
            (middle, _comma, last) = rest.rpartition(",")
            at = moment(last)
            if at is None or not middle:
                self.note(Code.REFERENCE_LOST, one[:100])
            elif (first, middle) == (sender, name):
                self.note(Code.SELF)
            else:
                found[Reference(first, middle, at)] = None
        return tuple(found)

    def _info(self, info: Element) -> Info:
        categories = tuple(_known(one.text or "", CATEGORIES) or "Other" for one in children(info, "category"))
        if not categories:
            raise Refusal(Code.MISSING, "category")
        responses = [_known(one.text or "", RESPONSES) for one in children(info, "responseType")]
        return Info(
            language=text(info, "language")[:20] or "en-US", categories=tuple(dict.fromkeys(categories)),
            event=_line(info, "event", LONGEST_LINE),
            responses=tuple(dict.fromkeys(one for one in responses if one)),
            urgency=_word(info, "urgency", URGENCIES), severity=_word(info, "severity", SEVERITIES),
            certainty=_word(info, "certainty", CERTAINTIES), effective=self._maybe(info, "effective"),
            onset=self._maybe(info, "onset"), expires=self._maybe(info, "expires"),
            sender_name=self._words(info, "senderName"), headline=self._words(info, "headline"),
            description=self._words(info, "description"), instruction=self._words(info, "instruction"),
            web=text(info, "web")[:LONGEST_LINE], contact=self._words(info, "contact"),
            parameters=_pairs(info, "parameter"),
            areas=tuple(self._area(one) for one in _few(children(info, "area"), MOST_PARTS)),
        )  # fmt: skip

    def _maybe(self, parent: Element, name: str) -> datetime | None:
        """A moment that may be missing; one that is not understood is said."""
        said = text(parent, name)
        found = moment(said) if said else None
        if said and found is None:
            self.note(Code.TIME_LOST, f"{name}: {said[:40]}")
        return found

    def _words(self, parent: Element, name: str) -> str:
        said = text(parent, name)
        if plain_text.is_html(said[: plain_text.LONGEST]):
            self.note(Code.HTML)
        return plain_text.plain(said)

    def _area(self, area: Element) -> AlertArea:
        outlines = [shapes.outline(one, self.note, self.most) for one in _texts(area, "polygon")]
        circles = [shapes.circle(one, self.note) for one in _texts(area, "circle")]
        return AlertArea(
            description=self._words(area, "areaDesc"), outlines=tuple(one for one in outlines if one is not None),
            circles=tuple(one for one in circles if one is not None), codes=_pairs(area, "geocode"),
        )  # fmt: skip

    def _count(self, root: Element) -> None:
        """Adds up the points of an alert, by the commas in its outlines."""
        drawn = [(one.text or "").count(",") for one in root.iter() if local(one.tag) == "polygon"]
        found = sum(drawn)
        self.points += found + shapes.EACH * len(drawn)
        self.most = shapes.MANY_EACH if found > shapes.MANY else shapes.MOST_POINTS
        if self.points > shapes.MOST_COORDINATES:
            raise Refusal(Code.MANY_POINTS, f"{shapes.MOST_COORDINATES:,}")


def _texts(parent: Element, name: str) -> list[str]:
    return [said for one in _few(children(parent, name), MOST_PARTS) if (said := (one.text or "").strip())]


def _few(some: Iterable[Element], most: int) -> list[Element]:
    return [one for _n, one in zip(range(most), some, strict=False)]


def _line(parent: Element, name: str, longest: int) -> str:
    """A required text on one line."""
    found = " ".join(plain_text.plain(text(parent, name)).split())
    if not found:
        raise Refusal(Code.MISSING, name)
    return found[:longest]


def _when(parent: Element, name: str) -> datetime:
    said = _line(parent, name, LONGEST_LINE)
    found = moment(said)
    if found is None:
        raise Refusal(Code.VALUE, f"{name}: {said[:40]}")
    return found


def _word(parent: Element, name: str, known: tuple[str, ...]) -> str:
    """A required word out of a list, however its letters are written."""
    said = _line(parent, name, LONGEST_LINE)
    found = _known(said, known)
    if found is None:
        raise Refusal(Code.VALUE, f"{name}: {said[:40]}")
    return found


def _known(said: str, known: tuple[str, ...]) -> str | None:
    said = said.strip()
    said = EARLIER_WORDS.get(said, said)
    return said if said in known else next((one for one in known if one.lower() == said.lower()), None)


def _pairs(parent: Element, name: str) -> tuple[Named, ...]:
    found = (Named(text(one, "valueName")[:100], text(one, "value")[:1000]) for one in children(parent, name))
    return tuple(one for _n, one in zip(range(MOST_PARTS), found, strict=False) if one.name or one.value)
