"""Many new helpers from one network within an hour: a moderator looks whether they are a group or one person."""

import sqlalchemy as sa
from flask import request
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.cases.claims import actions as claim_actions, alarms
from connect.cases.claims.models import Alarm
from connect.cases.disclosure import case_view
from connect.cases.transitions import Actor
from connect.errors import NotFound
from connect.moderation.blueprint import bp
from connect.moderation.queue import assignment, pane
from connect.moderation.queue.settle import settle
from connect.registry import work
from connect.web import Answer, open_to

work.subject("network", opens="moderation.network")


@bp.get("/network/<pid:public_id>")
@open_to("moderator")
def network(public_id: str) -> Answer:
    """The claims from the network of an alarm, with their helpers; no address is shown."""
    with db.transaction():
        found = _alarm(public_id)
        holder = assignment.opened(current_person(), "network", public_id)
        claims = alarms.of_network(found)
        people = {claim.person_id for claim in claims}
        page = web.page(
            "moderation/network.html", alarm=found, holder=holder, claims=claims, many=len(people),
            mine=_areas(), pane=pane.beside(current_person(), "network", public_id),
        )  # fmt: skip
    return web.private(page)


@bp.post("/network/<pid:public_id>")
@open_to("moderator")
def network_settle(public_id: str) -> Answer:
    """They may go on, or what they hold goes back on the list first."""

    def act(found: Alarm, by: Person) -> str:
        if request.form.get("verb") == "take_back":
            _take_back(found)
        alarms.settle(found, by)
        return _("Done. Your name stands beside it.")

    return settle("network", public_id, lambda: _alarm(public_id), act)


def _take_back(found: Alarm) -> None:
    mine, by = _areas(), Actor(current_person())
    for claim in alarms.of_network(found):
        if claim.runs(clock.now()) and claim.case.area_id in mine:
            claim_actions.release(case_view.of(claim.case, by), "stopped")


def _areas() -> set[int]:
    return set(db.session.scalars(accounts.areas_of(current_person(), "moderator")))


def _alarm(public_id: str) -> Alarm:
    """An open one of the person's areas; any other looks like none."""
    mine = Alarm.area_id.in_(accounts.areas_of(current_person(), "moderator"))
    found = db.session.scalar(
        sa.select(Alarm).where(Alarm.public_id == public_id, Alarm.kind == "network", Alarm.settled_at.is_(None), mine)
    )
    if found is None:
        raise NotFound
    return found
