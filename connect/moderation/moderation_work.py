"""The moderators' work by their own rules: answers to reports and appeals, second decisions."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect.accounts import queries as accounts
from connect.accounts.models import Person, PersonEvent
from connect.cases import queries as cases
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import DRILL
from connect.moderation.models import AbuseReport, SecondOpinion
from connect.registry import reports, work
from connect.registry.reports import Reported


@work.source("report", subject="report", label=_l("Reported"), order=90, area=AbuseReport.area_id, group="reports")
def unanswered_reports(_person: Person) -> work.Waiting:
    """Things that were reported. One that is held waits as one to look at already, and that answers its reports.

    Of what gathers, only that behind which enough people stand.
    """
    subject = AbuseReport.subject.expression
    of_kind = [(AbuseReport.kind == one.name, one.hiding, one.gathering) for one in reports.KINDS.values()]
    held = [sa.and_(kind, hiding.held(subject)) for kind, hiding, _ in of_kind if hiding]
    held += [sa.and_(kind, ~gathering.gathered(subject)) for kind, _, gathering in of_kind if gathering]
    return (
        sa.select(AbuseReport.subject, sa.func.max(AbuseReport.urgency), sa.func.min(AbuseReport.at))
        .where(AbuseReport.settled_at.is_(None), ~sa.or_(sa.false(), *held))
        .group_by(AbuseReport.subject)
    )


@work.source(
    "appeal", subject="person", label=_l("Blocked people who ask for a second look"), order=100, group="helpers"
)  # fmt: skip
def appeals(person: Person) -> work.Waiting:
    """Blocked people who took requests in the areas of a moderator, unless this moderator blocked them."""
    verbs = ("block", "unblock", "refuse", "appeal")
    last = sa.select(sa.func.max(PersonEvent.id)).where(PersonEvent.verb.in_(verbs)).group_by(PersonEvent.person_id)
    blocks = sa.select(sa.func.max(PersonEvent.id)).where(PersonEvent.verb == "block").group_by(PersonEvent.person_id)
    own = sa.select(PersonEvent.person_id).where(PersonEvent.id.in_(blocks), PersonEvent.by_id == person.id)
    taken = sa.select(Claim.person_id).join(Case, Case.id == Claim.case_id)
    taken = taken.where(Case.area_id.in_(accounts.areas_of(person, "moderator")), Case.guarded != DRILL)
    statement = sa.select(Person.public_id, sa.literal(1), PersonEvent.at)
    return statement.join(PersonEvent, PersonEvent.person_id == Person.id).where(
        PersonEvent.id.in_(last), PersonEvent.verb == "appeal", Person.id.not_in(own), Person.id.in_(taken)
    )


@work.source("second", subject="second", label=_l("Second opinions"), order=130, area=Case.area_id, group="second")
def second_opinions(person: Person) -> work.Waiting:
    """Decisions of others that were drawn for a second look, while the words are still there to be read."""
    return (
        sa.select(SecondOpinion.public_id, sa.literal(0), SecondOpinion.asked_at)
        .join(Case, Case.id == SecondOpinion.case_id)
        .join(CaseSecret, CaseSecret.case_id == Case.id)
        .where(
            SecondOpinion.second_id.is_(None), SecondOpinion.first_id != person.id, CaseSecret.wiped_at.is_(None)
        )
    )  # fmt: skip


@work.source("disagreement", subject="second", label=_l("Others saw it differently"), order=140, group="second")
def disagreements(person: Person) -> work.Waiting:
    """A moderator's own decisions that a second moderator would have made otherwise."""
    return sa.select(SecondOpinion.public_id, sa.literal(1), SecondOpinion.asked_at).where(
        SecondOpinion.first_id == person.id, SecondOpinion.second_verb != SecondOpinion.verb,
        SecondOpinion.seen_at.is_(None),
    )  # fmt: skip


# --- Reports of a helper ----------------------------------------------------------------------------------


def _find_helper(token: str, _viewer: Person | None) -> Reported | None:
    """The helper who has, or last had, the case of this requester's link; nobody else names a helper."""
    case = cases.by_token(token)
    claims = cases.claims(case)
    return Reported("person", claims[-1].person.public_id, case.area_id, 2) if claims else None


def _name_of(public_id: str) -> str:
    person = accounts.by_public_id(public_id)
    return person.name if person else ""


reports.kind(
    "person", label=_l("A helper"), address="helper/<token>", find=_find_helper, name_of=_name_of, private=True,
    page=reports.Page("moderation.person", "user", _l("Record of this person")),
)  # fmt: skip
