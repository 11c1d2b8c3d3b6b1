"""All that a notice says, in one piece: what a form gives, a row holds, and a version keeps for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from connect import db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.incidents.models import Incident
from connect.notices.alerts import cap
from connect.notices.alerts.cap import Category, Certainty, Response, Status, Urgency
from connect.notices.models import Notice


class Words(NamedTuple):
    """A notice in one language."""

    title: str
    text: str
    instruction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content of a notice. Its own words are Vietnamese; `others` are those of further languages, by code."""

    title: str
    text: str
    instruction: str = ""
    others: Mapping[str, Words] = field(default_factory=dict)
    severity: int
    urgency: Urgency | None = None  # None: as the priority says
    certainty: Certainty | None = None
    response: Response | None = None
    status: Status = Status.ACTUAL
    category: Category = Category.OTHER
    event: str = ""
    risk_level: int | None = None  # 1 to 5 by Decision 18/2021; CAP has no word for it
    incident_id: int | None = None
    starts_at: datetime
    onset_at: datetime | None = None
    ends_at: datetime
    areas: tuple[Place, ...]
    outline: list[list[float]] | None = None  # as drawn: [lat, lon] to five decimals, the last point is the first
    circle: list[float] | None = None  # as chosen: [lat, lon, km]; the wards that either means stand in `areas`
    contact: str = ""
    web: str = ""
    picture: str | None = None
    picture_alt: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns of a notice by name; its areas and further languages are rows of their own."""
        meant = cap.PRIORITIES[self.severity]
        found = {name: getattr(self, name) for name in self.__slots__ if name not in ("others", "areas")}
        return found | {
            "urgency": self.urgency or meant.urgency, "certainty": self.certainty or meant.certainty,
            "response": self.response or meant.response,
        }  # fmt: skip

    def said(self) -> dict[str, Any]:
        """All of it as plain values, as a version keeps it: areas and the incident by code, moments in ISO 8601."""
        columns = self.columns()
        plain = {name: _plain(value) for name, value in columns.items() if name not in ("picture", "incident_id")}
        others = {lang: words._asdict() for lang, words in self.others.items()}
        incident = db.session.get(Incident, self.incident_id) if self.incident_id else None
        named = {"incident": incident.public_id} if incident else {}
        return plain | {"areas": [place.code for place in self.areas], "others": others} | named


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def content_of(notice: Notice) -> Content:
    """The content of a row."""
    others = {one.lang: Words(one.title, one.text, one.instruction) for one in notice.texts}
    columns = {name: getattr(notice, name) for name in Content.__slots__ if name not in ("others", "areas")}
    return Content(others=others, areas=tuple(areas.by_id(one.area_id) for one in notice.areas), **columns)
