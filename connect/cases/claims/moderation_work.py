"""Helpers who wait for a moderator's word, and alarms about helpers."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock
from connect.accounts.models import Person
from connect.cases import rules
from connect.cases.claims import trusted_confirmations
from connect.cases.claims.models import Alarm, Claim, RequesterWord
from connect.cases.drill import scope
from connect.cases.models import Case
from connect.registry import work


@work.source(
    "helper", subject="case", label=_l("Helpers who wait for a word"), order=50, area=Case.area_id, group="helpers"
)  # fmt: skip
def not_let_in(_person: Person) -> work.Waiting:
    """Requests taken by a helper whom nobody has verified or let in: a word opens the contact or ends the claim."""
    taken = sa.select(Case.public_id, Case.urgency, Claim.taken_at).join(Case, Case.id == Claim.case_id)
    return taken.where(Claim.runs(clock.now()), Claim.allowed_at.is_(None), Claim.run.is_(None), scope.here())


@work.source(
    "disputed", subject="case", label=_l("Requesters who say that nothing came"), order=60, area=Case.area_id
)  # fmt: skip
def disputed(_person: Person) -> work.Waiting:
    """Requests of which nothing came by their requester's word, while no moderator has looked."""
    return (
        sa.select(Case.public_id, Case.urgency, Case.waiting_since)
        .where(Case.state.in_(rules.NOT_ENDED), trusted_confirmations.disputed_unseen(), scope.here())
        .join(Claim, Claim.case_id == Case.id)
        .join(RequesterWord, RequesterWord.claim_id == Claim.id)
        .distinct()
    )


@work.source(
    "alarm", subject="person", label=_l("Helpers to speak with"), order=110, area=Alarm.area_id, group="helpers"
)  # fmt: skip
def unconfirmed(_person: Person) -> work.Waiting:
    """Helpers who ended one case too many in a row without any requester confirming it."""
    raised = sa.select(Person.public_id, sa.literal(2), Alarm.at).join(Alarm, Alarm.person_id == Person.id)
    return raised.where(Alarm.kind == "ends", Alarm.settled_at.is_(None))


@work.source(
    "network", subject="network", label=_l("Many new helpers from one network"), order=120, area=Alarm.area_id,
    group="helpers",
)  # fmt: skip
def networks(_person: Person) -> work.Waiting:
    """Networks from which many new helpers took cases within an hour."""
    return sa.select(Alarm.public_id, sa.literal(3), Alarm.at).where(
        Alarm.kind == "network", Alarm.settled_at.is_(None)
    )  # fmt: skip
