"""Some lines of the invented officials: on with settings and questions of their own, off for a while, planned."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from connect import clock
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.incidents import actions
from connect.incidents.actions import Wanted
from connect.incidents.demo.incidents import Incidents
from connect.incidents.models import Incident
from connect.incidents.questions import actions as questions, shipped
from connect.incidents.rules import IncidentKind, Settings
from connect.registry.demo_data import Wave

SHORT = Settings(leases_s=MappingProxyType({3: 1800, 2: 7200}), interval_days=7)
ASKED = "food"


class Asked(NamedTuple):
    """The questions that households answer, and since when they are asked."""

    set_id: int
    since: datetime


def fill(wave: Wave) -> None:
    """Writes them for every province of the wave, each at its own past moment."""
    cast, made = wave.get(Cast), wave.get(Incidents)
    asked = Asked(_published(made.admin, wave.now - timedelta(days=2)), wave.now - timedelta(hours=28))
    wave.put(asked)
    for code, incident in made.of.items():
        _lines(wave, incident, areas.get(code), cast.officials[code], asked)


def _published(by: Person, at: datetime) -> int:
    """The questions that are shipped, for the whole site."""
    with clock.told(at):
        return questions.publish(questions.start(ASKED, None, by, shipped.body(ASKED)), by, edits=0).id


def _lines(wave: Wave, incident: Incident, place: Place, by: Person, asked: Asked) -> None:
    now, settings = wave.now, replace(SHORT, question_set=asked.set_id)
    with clock.told(now - timedelta(hours=30)):
        actions.plan(incident, Wanted(ASKED, place, True, 0, asked.since, settings=settings), by=by)
    with clock.told(now - timedelta(hours=5)):
        off = Wanted("school_items", place, False, 0, ends_at=now + timedelta(days=6), reason="Trường đang nghỉ.")
        actions.turn_off(incident, off, by=by)
    if incident.kind == IncidentKind.EPIDEMIC:
        with clock.told(now):
            from_, until = now + timedelta(hours=20), now + timedelta(days=15)
            actions.plan(incident, Wanted("shopping", place, True, 0, from_, until), by=by)
