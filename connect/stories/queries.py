"""Reading stories: by one of the two sides, by a moderator, and of which helps they can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseSecret, link_mark
from connect.cases.rules import ClaimEnd
from connect.crypto.tokens import digest
from connect.errors import NotFound
from connect.stories import rules
from connect.stories.models import Story, StoryConsent, StoryEvent, StorySecret, Thanks
from connect.stories.rules import By, Role, State, Verb

GAVE = (ClaimEnd.HELPED, ClaimEnd.PARTLY)


@dataclass(frozen=True, slots=True)
class Seat:
    """One side before one story. `token` is the secret of the requester's link, "" for the helper."""

    story: Story
    secret: StorySecret
    side: By
    token: str = ""

    @property
    def role(self) -> Role:
        """The role of this side towards the words as they stand."""
        return rules.role_of(self.side, self.story.written_by)

    @property
    def can(self) -> list[Verb]:
        """The moves of this side now."""
        return rules.possible(self.story.state, self.role, self.story.state_at, clock.now())

    @property
    def is_silent(self) -> bool:
        """Whether nobody has answered for so long that it is a no."""
        return rules.is_silent(self.story.state, self.story.state_at, clock.now())

    @property
    def is_shown(self) -> bool:
        """Whether everybody reads it now."""
        return self.story.is_shown(clock.now())


def of_requester(token: str, public_id: str, viewer: Person | None) -> Seat:
    """The seat of the requester by the secret link, also once the case is wiped; NotFound to its helper."""
    found = db.session.execute(_seats().where(Story.public_id == public_id, _has_link(token))).one_or_none()
    if found is None or (viewer is not None and viewer.id == found[1].helper_id):
        raise NotFound
    return Seat(found[0], found[1], By.REQUESTER, token)


def of_helper(person: Person, public_id: str) -> Seat:
    """The seat of the helper by the account, or NotFound."""
    found = db.session.execute(
        _seats().where(Story.public_id == public_id, StorySecret.helper_id == person.id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return Seat(found[0], found[1], By.HELPER)


def told_by(token: str) -> list[Story]:
    """The stories of which a link is one side, the newest first."""
    mine = _seats().where(_has_link(token)).order_by(Story.id.desc())
    return [story for story, _secret in db.session.execute(mine)]


def of_person(person: Person) -> list[Story]:
    """The stories of which a helper is one side, the newest first."""
    mine = _seats().where(StorySecret.helper_id == person.id).order_by(Story.id.desc())
    return [story for story, _secret in db.session.execute(mine)]


def of_case(case: Case) -> list[Story]:
    """The stories of a case that is not wiped."""
    mine = _seats().where(StorySecret.case_id == case.id).order_by(Story.id.desc())
    return [story for story, _secret in db.session.execute(mine)]


def _seats() -> sa.Select[Story, StorySecret]:
    return sa.select(Story, StorySecret).join(StorySecret, StorySecret.story_id == Story.id)


def _has_link(token: str) -> sa.ColumnElement[bool]:
    """The condition that a link is the requester's: the present one of the case, or the last one before the wipe."""
    marks = (link_mark(token), digest(token))
    case = sa.select(CaseSecret.case_id).where(CaseSecret.token_hash.in_(marks))
    outlived = sa.and_(StorySecret.case_id.is_(None), StorySecret.token_hash.in_(marks))
    return sa.or_(outlived, StorySecret.case_id.in_(case))


def by_public_id(public_id: str) -> Story:
    """A story by its address, in whatever state, or NotFound."""
    story = db.session.scalar(sa.select(Story).where(Story.public_id == public_id))
    if story is None:
        raise NotFound
    return story


def secret_of(story: Story) -> StorySecret:
    """The help and the two sides of a story; NotFound once they were erased."""
    secret = db.session.get(StorySecret, story.id)
    if secret is None:
        raise NotFound
    return secret


def history(story: Story) -> list[StoryEvent]:
    """All that happened to a story, oldest first."""
    mine = sa.select(StoryEvent).where(StoryEvent.story_id == story.id)
    return list(db.session.scalars(mine.order_by(StoryEvent.id)))


def last_word(story: Story) -> StoryEvent | None:
    """The last word of a moderator on a story: why it came back, or why not."""
    verbs = (Verb.RETURN, Verb.REJECT)
    mine = sa.select(StoryEvent).where(StoryEvent.story_id == story.id, StoryEvent.verb.in_(verbs))
    return db.session.scalar(mine.order_by(StoryEvent.id.desc()).limit(1))


def consents(story: Story) -> list[StoryConsent]:
    """Every yes that was given to a story, the first first."""
    mine = sa.select(StoryConsent).where(StoryConsent.story_id == story.id)
    return list(db.session.scalars(mine.order_by(StoryConsent.id)))


def agreed(story: Story) -> dict[By, StoryConsent]:
    """The sides whose yes holds for what the story says now."""
    standing = (one for one in consents(story) if one.edition == story.edition and one.taken_back_at is None)
    return {one.side: one for one in standing}


# --- Of which help ------------------------------------------------------------------------------------------


def helps(case: Case) -> list[Claim]:
    """The helps of a confirmed case, the last first: whom its requester can thank."""
    if case.state != case_rules.State.CONFIRMED:
        return []
    gave = sa.select(Claim).where(Claim.case_id == case.id, Claim.end.in_(GAVE))
    return list(db.session.scalars(gave.order_by(Claim.id.desc())))


def help_of(case: Case, person: Person) -> Claim | None:
    """The last help of this person in a confirmed case."""
    return next((one for one in helps(case) if one.person_id == person.id), None)


def of_claim(claim: Claim) -> Story | None:
    """The story that is told of a help."""
    mine = sa.select(Story).join(StorySecret, StorySecret.story_id == Story.id)
    return db.session.scalar(mine.where(StorySecret.claim_id == claim.id))


def thanks_of(claim: Claim) -> Thanks | None:
    """The requester's words to the helper alone."""
    return db.session.get(Thanks, claim.id)


def helped_count(ward_id: int, day: date) -> int:
    """How many cases of a ward that everybody may know of were helped in the month of a day, in the site's zone."""
    first = day.replace(day=1)
    bounds = (_midnight(first), _midnight((first + timedelta(days=32)).replace(day=1)))
    counted = sa.select(sa.func.count(sa.distinct(Claim.case_id))).join(Case, Case.id == Claim.case_id)
    of_ward = (Case.area_id == ward_id, Case.guarded == 0, Case.state.in_(case_rules.SERVED))
    in_month = (Claim.end.in_(GAVE), Claim.ended_at >= bounds[0], Claim.ended_at < bounds[1])
    return db.session.scalar(counted.where(*of_ward, *in_month)) or 0


def told_area(ward_id: int, day: date) -> int:
    """The area that a story tells of: the ward, or where few were helped in that month, its province."""
    if rules.is_ward_told(helped_count(ward_id, day)):
        return ward_id
    above = areas.ancestors(areas.by_id(ward_id))
    return next((one.id for one in above if one.kind in ("city", "province")), above[0].id)


def local_day(at: datetime) -> date:
    """The day of a moment in the site's zone."""
    return at.astimezone(config.zone()).date()


def shown_from(ended_at: datetime) -> datetime:
    """The first midnight after the rest of a help: a moment from which nobody reads when it ended."""
    return _midnight(local_day(ended_at + rules.REST) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), config.zone()).astimezone(UTC)


def waiting(states: Sequence[State] = rules.FOR_MODERATORS) -> sa.Select[Story, StorySecret]:
    """The stories that moderators decide about, with their secret half."""
    return _seats().where(Story.state.in_(states))
