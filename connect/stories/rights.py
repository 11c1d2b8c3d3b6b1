"""The rights of both sides over what is kept of a story.

When the clock wipes a case, its story stays as long as both want it: only the way back to the case goes, and the
requester's link still takes it down. Whoever asks that their case or their account be deleted takes it down with it.
"""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.cases import actions as cases
from connect.cases.models import Case
from connect.registry import personal_data
from connect.registry.personal_data import columns, part
from connect.stories import queries, rules, transitions
from connect.stories.models import Story, StoryConsent, StorySecret, Thanks
from connect.stories.rules import By, Verb

INNER = ("id", "story_id", "area_id", "person_id", "device_hash")
TABLES = ("stories", "story_pictures", "story_secrets", "story_consents", "story_events")


@part("stories", *TABLES, of="case")
def _of_case(case: Case) -> list[dict[str, Any]]:
    return [_told(story, By.REQUESTER) for story in queries.of_case(case)]


@part("stories", *TABLES)
def _of_person(person: Person) -> list[dict[str, Any]]:
    return [_told(story, By.HELPER) for story in queries.of_person(person)]


def _told(story: Story, side: By) -> dict[str, Any]:
    return columns(story, *INNER) | {
        "week": story.week.isoformat(),
        "area": story.area.code,
        "pictures": [columns(one, *INNER) for one in story.pictures],
        "consents": [columns(one, *INNER) for one in queries.consents(story) if one.side == side],
        "history": [columns(one, *INNER) for one in queries.history(story)],
    }


@part("thanks", "thanks", of="case")
def _said(case: Case) -> list[dict[str, Any]]:
    mine = sa.select(Thanks).where(Thanks.case_id == case.id).order_by(Thanks.claim_id)
    return [columns(one, "claim_id", "case_id") for one in db.session.scalars(mine)]


@personal_data.wished(*TABLES)
def _requester_asks(case: Case) -> None:
    """Takes down the stories of a case whose requester wants everything deleted."""
    for story in queries.of_case(case):
        take_down(story, By.REQUESTER)


@personal_data.erasure("story_secrets", "thanks", of="case")
def _case_wiped(case: Case) -> None:
    """Cuts the way from a story to its case; the link by which the requester takes the story down is kept."""
    link = cases.secret_of(case).token_hash
    cut = sa.update(StorySecret).where(StorySecret.case_id == case.id)
    db.session.execute(cut.values(case_id=None, claim_id=None, phone_hash="", token_hash=link))
    db.session.execute(sa.delete(Thanks).where(Thanks.case_id == case.id))


@personal_data.erasure(*TABLES)
def _helper_leaves(person: Person) -> None:
    """Takes down the stories of an account that is erased."""
    for story in queries.of_person(person):
        take_down(story, By.HELPER)


def take_down(story: Story, side: By) -> None:
    """Withdraws a story for a side that leaves, and forgets the two sides; what never was to be read goes wholly."""
    if story.state not in rules.MOVES[Verb.WITHDRAW].sources:
        transitions.forget(story)
        return
    transitions.move(story, Verb.WITHDRAW, side)
    for table in (StorySecret, StoryConsent):
        db.session.execute(sa.delete(table).where(table.story_id == story.id))
