"""Whether a case may be taken for a run: who leads it, what the household said, and the doors of a day.

Neither the cap of open cases nor the budgets of one helper count in a run. Another number does: that of the doors of
the organisation, and it is the organisation's word that stops.
"""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts import queries as accounts, vouching
from connect.accounts.models import Organization, Person, Role
from connect.cases import actions, queries
from connect.cases.claims import alarms
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.disclosure.case_view import CaseView
from connect.cases.models import requester_phone_hash
from connect.cases.runs.rules import DAY, Run
from connect.errors import RuleBroken


def require(view: CaseView, run: Run) -> None:
    """Raises RuleBroken, in words that say what to do, when the viewer may not hold this case for this run.

    Holds a lock on the organisation until the commit: two runs of it at once exceed its doors of a day by none.
    """
    require_leader(view, run)
    require_door(view.case.id, view.person, run)


def require_leader(view: CaseView, run: Run) -> None:
    """The same without the doors: for a case that the run has already and somebody else is to lead to."""
    case, person = view.case, view.person
    if case.guarded:
        raise RuleBroken(_l("This one goes to specially checked people only, so it cannot come along in a run."))
    if accounts.is_blocked_in(person, case.area):
        raise RuleBroken(_l("The moderators of this area have asked the leader to take no requests here."))
    if view.is_stopped:
        raise RuleBroken(_l("The household has asked for somebody else than this leader."))
    if actions.secret_of(case).phone_hash == requester_phone_hash(person.phone):
        raise RuleBroken(_l("This is the leader's own request. Somebody else brings it."))
    disclosure_limits.require_no_pause(person)
    require_trusted(person, run.organization_id)


def require_trusted(leader: Person, organization_id: int | None) -> None:
    """Raises RuleBroken unless somebody answers for the leader, and no moderator has to speak with them first."""
    if not is_vouched(leader, organization_id):
        raise RuleBroken(_l("The leader of a team has to be verified, or a member for whom your organisation answers."))
    stands = queries.standing_of(leader.id, accounts.spoken_to_at(leader.id))
    if stands == "spoken_to" or alarms.open_about(leader.id) or accounts.lock_of(leader.id):
        raise RuleBroken(_l("A moderator has to speak with this leader first. Choose another one."))


def is_vouched(leader: Person, organization_id: int | None) -> bool:
    """Whether this run's organisation answers for its leader, or staff has looked at the leader in person.

    In a run of the authorities any verified organisation may answer.
    """
    if leader.verified_at is not None or organization_id is None:
        return leader.verified
    return organization_id in {one.id for one in leader.vouchers}


def require_door(case_id: int, leader: Person, run: Run) -> None:
    """Counts one more door for the organisation; of a run of the authorities for the leader's own.

    The one that reaches the number of a day raises the alarm: from then on nothing more is taken for its runs until a
    moderator has looked. Raises RuleBroken beyond it.
    """
    if _was_there(case_id, run):
        return
    whose = [run.organization_id] if run.organization_id else sorted(one.id for one in leader.vouchers)
    for number in whose:
        _count_door(number)


def _count_door(number: int) -> None:
    db.session.execute(sa.select(Organization.id).where(Organization.id == number).with_for_update())
    organization = db.session.get_one(Organization, number, populate_existing=True)
    opened = doors_today(organization)
    if organization.paused_at is not None or opened >= config.current().run_doors_a_day:
        raise RuleBroken(_l("Your organisation has gone to as many doors as it may in a day. A moderator looks first."))
    if opened + 1 >= config.current().run_doors_a_day:
        vouching.pause(organization, "doors")


def _was_there(case_id: int, run: Run) -> bool:
    """Whether the run had this case before: a door is counted once."""
    there = sa.select(Claim.id).where(Claim.case_id == case_id, Claim.run == run.number).limit(1)
    return db.session.scalar(there) is not None


def doors_today(organization: Organization) -> int:
    """How many cases its members took for runs within a day, and since a moderator last looked."""
    since = max(clock.now() - DAY, organization.looked_at or db.EPOCH)
    members = sa.select(Role.person_id).where(Role.organization_id == organization.id)
    taken = sa.select(sa.func.count(sa.distinct(Claim.case_id))).where(
        Claim.run.is_not(None), Claim.taken_at > since, Claim.person_id.in_(members)
    )
    return db.session.scalar(taken) or 0
