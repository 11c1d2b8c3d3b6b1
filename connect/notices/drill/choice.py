"""The incidents among which whoever writes a notice chooses, and what follows from the choice."""

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import lazy_gettext as _l

from connect.accounts.models import Person
from connect.errors import RuleBroken
from connect.incidents import queries as incidents
from connect.incidents.models import Incident
from connect.incidents.rules import Status as IncidentStatus
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Content
from connect.notices.drill.scope import by_id, incident_of, is_drill, is_of_drill, is_running
from connect.notices.models import Channel, Notice

NOT_HERE = _l("This incident does not run in the area of the channel. Choose another one, or none.")
STAYS = _l("A notice of a drill stays in its drill, and a real one outside of drills. Write a new notice instead.")
OVER = _l("The drill is over. Nothing is published in it any more.")


def offered(person: Person, channels: Iterable[Channel], notice: Notice | None) -> list[Incident]:
    """The incidents that run where these channels speak, and the one that the notice belongs to already."""
    paths, own = [one.area.path for one in channels], notice.incident_id if notice else None
    found = incidents.incidents(person)
    return [one for one in found if one.id == own or any(_runs_at(one, path) for path in paths)]


def _runs_at(incident: Incident, path: str) -> bool:
    """Whether an incident that concerns people runs in an area, above it or below it."""
    if incident.status == IncidentStatus.TEST or not is_running(incident):
        return False
    return any(one.area.path.startswith(path) or path.startswith(one.area.path) for one in incident.areas)


def settled(said: Content, channel: Channel, out: Notice | None) -> Content:
    """The content as its incident has it: in a drill always an exercise.

    `out`: what it is a change of. Raises RuleBroken for an incident that does not run there, and for a change that
    leads into a drill or out of one.
    """
    incident, before = by_id(said.incident_id), incident_of(out) if out else None
    is_other = said.incident_id != (out.incident_id if out else None)
    if out is not None and is_other and (is_drill(incident) or is_drill(before)):
        raise RuleBroken(STAYS)
    if incident is not None and is_other and not _runs_at(incident, channel.area.path):
        raise RuleBroken(NOT_HERE)
    return replace(said, status=Status.EXERCISE) if is_drill(incident) else said


def require_running(notice: Notice) -> None:
    """Raises RuleBroken where a notice belongs to a drill that is over, or has not begun."""
    incident = incident_of(notice)
    if incident is not None and is_of_drill(notice) and not is_running(incident):
        raise RuleBroken(OVER)
