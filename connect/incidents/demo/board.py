"""Some lines of the invented officials: on with settings of their own, off for a while, planned from tomorrow."""

from datetime import timedelta
from types import MappingProxyType

from connect import clock
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.incidents import actions
from connect.incidents.actions import Wanted
from connect.incidents.demo.incidents import Incidents
from connect.incidents.models import Incident
from connect.incidents.rules import IncidentKind, Settings
from connect.registry.demo_data import Wave

SHORT = Settings(leases_s=MappingProxyType({3: 1800, 2: 7200}), interval_days=7)


def fill(wave: Wave) -> None:
    """Writes them for every province of the wave, each at its own past moment."""
    cast = wave.get(Cast)
    for code, incident in wave.get(Incidents).of.items():
        _lines(wave, incident, areas.get(code), cast.officials[code])


def _lines(wave: Wave, incident: Incident, place: Place, by: Person) -> None:
    now = wave.now
    with clock.told(now - timedelta(hours=30)):
        actions.plan(incident, Wanted("food", place, True, 0, clock.now() + timedelta(hours=2), settings=SHORT), by=by)
    with clock.told(now - timedelta(hours=5)):
        off = Wanted("school_items", place, False, 0, ends_at=now + timedelta(days=6), reason="Trường đang nghỉ.")
        actions.turn_off(incident, off, by=by)
    if incident.kind == IncidentKind.EPIDEMIC:
        with clock.told(now):
            from_, until = now + timedelta(hours=20), now + timedelta(days=15)
            actions.plan(incident, Wanted("shopping", place, True, 0, from_, until), by=by)
