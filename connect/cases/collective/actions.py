"""Posting a collective case: a request in the name of a verified school, with its public address beside it."""

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Organization, Person
from connect.cases.asking import posting
from connect.cases.asking.posting import Draft, Placement, Posted
from connect.cases.asking.request_details import RequestDetails
from connect.cases.collective import queries, rules
from connect.cases.collective.models import CollectiveCase
from connect.cases.models import Case
from connect.errors import NotAllowed, RuleBroken

NAMES = _l("Please take the names of pupils out: say how many need what. Helpers ask the school.")


def details_of(school: Organization, told: RequestDetails, address: str) -> RequestDetails:
    """The details with the school as the one to ask: its name, its phone, its address as the door."""
    return replace(told, name=school.name[:80], phone=school.phone, door=address, vulnerable=0, guards=0)


def post(person: Person, school: Organization, draft: Draft, placement: Placement, address: str) -> Posted:
    """Makes the case and says whose it is, in one transaction. The same form sent again gives the same case.

    Raises NotAllowed when the school does not answer for this person any more, RuleBroken above its limit and for a
    list of names.
    """
    if school.id not in {one.id for one in queries.schools(person)}:
        raise NotAllowed(_l("Only members of a school that is verified may ask for many."))
    if rules.looks_like_names(draft.details.words):
        raise RuleBroken(NAMES)
    _hold(school)
    posted = posting.post(draft, placement)
    if db.session.get(CollectiveCase, posted.case_id) is None:
        if queries.open_count(school) >= rules.MOST_OPEN:
            raise RuleBroken(
                _l("Your school has %(n)s requests that have not ended. Bring one of them to its end first.",
                   n=rules.MOST_OPEN)
            )  # fmt: skip
        db.session.add(
            CollectiveCase(
                case_id=posted.case_id, organization_id=school.id, posted_by_id=person.id, address=address,
                at=clock.now(),
            )
        )  # fmt: skip
        db.session.get_one(Case, posted.case_id).is_collective = True
        db.session.flush()
    return posted


def _hold(school: Organization) -> None:
    """Two at once for one school wait for one another, so that its limit counts both."""
    if db.is_postgres():
        db.session.execute(sa.select(Organization.id).where(Organization.id == school.id).with_for_update())
