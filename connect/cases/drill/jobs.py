"""The end of drills: what nobody has ended by hand ends by its time, and then all of it is deleted."""

from connect import db
from connect.cases.drill import actions, queries
from connect.cases.models import Case
from connect.incidents.drill import actions as drill
from connect.incidents.models import Incident
from connect.jobs.queue import every_minute

BATCH = 200  # requests a run and drill


@every_minute
def delete_drills() -> int:
    """Deletes what is left of drills that are over; says how many requests that were."""
    return sum(_delete(incident_id) for incident_id in [one.id for one in drill.over()])


def _delete(incident_id: int) -> int:
    with db.transaction():
        drill.keep_times(db.session.get_one(Incident, incident_id))
    ids = queries.left(incident_id, BATCH)
    for case_id in ids:  # one by one, so that nobody who asks for help waits long for a turn
        with db.transaction():
            if (case := db.session.get(Case, case_id)) is not None:
                actions.delete(case)
    if len(ids) < BATCH:
        with db.transaction():
            drill.delete_lines(db.session.get_one(Incident, incident_id))
    return len(ids)
