"""Thanks to a helper alone, and the first words of a story; of which help none may be told."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.cases import actions as cases
from connect.cases.claims.models import Claim, Handover
from connect.cases.models import Need, requester_phone_hash
from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.stories import actions, queries, rules, transitions
from connect.stories.actions import Telling
from connect.stories.models import Story, StorySecret, Thanks
from connect.stories.rules import By, Verb

NO_STORY = _l("Of this help no story is told: it is protected. You can still thank the helper alone.")
TOLD_ALREADY = _l("A story of this help is there already. Open it from the page of the request.")


def thank(claim: Claim, words: str) -> None:
    """The requester's thank-you to the helper alone; said again, it replaces the one before."""
    said = queries.thanks_of(claim)
    if said is None:
        said = Thanks(claim_id=claim.id, case_id=claim.case_id)
        db.session.add(said)
    said.at, said.words = clock.now(), words
    db.session.flush()


def why_not(claim: Claim) -> object | None:
    """Why no story may be told of a help, in words; None when it may."""
    case, secret = claim.case, cases.secret_of(claim.case)
    if case.guarded or secret.guards or secret.wiped_at is not None or not claim.person.is_active:
        return NO_STORY
    if requester_phone_hash(claim.person.phone) == secret.phone_hash:  # both sides are one
        return NO_STORY
    return TOLD_ALREADY if queries.of_claim(claim) else None


def write(claim: Claim, side: By, told: Telling) -> Story:
    """Begins a story of a confirmed help. RuleBroken where none may be told."""
    if reason := why_not(claim):
        raise RuleBroken(reason)
    now, ended_at, secret = clock.now(), claim.ended_at or clock.now(), cases.secret_of(claim.case)
    day = queries.local_day(ended_at)
    story = Story(
        area_id=queries.told_area(claim.case.area_id, day), kind=_kind_of(claim), week=rules.week_of(day),
        written_by=side, shown_from=queries.shown_from(ended_at), state_at=now, created_at=now,
        **actions.kept(told, secret, claim.person),
    )  # fmt: skip
    db.session.add(story)
    db.session.flush()
    db.session.add(
        StorySecret(
            story_id=story.id, case_id=claim.case_id, claim_id=claim.id, ward_id=claim.case.area_id, ended_on=day,
            helper_id=claim.person_id, token_hash=secret.token_hash, phone_hash=secret.phone_hash,
        )
    )  # fmt: skip
    db.session.flush()
    transitions.record(story, Verb.WRITE, side, "")
    return story


def _kind_of(claim: Claim) -> str:
    """The kind of help that was given, the first in the order of the catalogue where it was more than one."""
    given = sa.select(Need.kind).join(Handover, Handover.need_id == Need.id).where(Handover.claim_id == claim.id)
    found = set(db.session.scalars(given)) or {need.kind for need in claim.case.needs}
    return next((kind.code for kind in kinds.KINDS if kind.code in found), min(found, default=kinds.NEW))
