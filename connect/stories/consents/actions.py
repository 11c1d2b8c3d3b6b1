"""Giving and taking back a consent: a row for each side and edition, so that what was agreed to is known."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.crypto.fingerprints import fingerprint
from connect.errors import RuleBroken
from connect.stories import rules
from connect.stories.consents import texts
from connect.stories.models import StoryConsent
from connect.stories.queries import Seat
from connect.stories.rules import By

MEDIA = {By.REQUESTER: "link", By.HELPER: "account"}
ONE_BROWSER = _l(
    "The other side agreed in this very browser. Both have to say yes for themselves: please open it on your own phone."
)


@dataclass(frozen=True, slots=True)
class Yes:
    """One side's yes: the language in which the text was read, the browser (as a hash), a first name or ""."""

    lang: str
    device: str
    first_name: str = ""


def give(seat: Seat, yes: Yes) -> None:
    """Writes down the yes of a side to the story as it stands. RuleBroken in the browser of the other side's yes."""
    story, device = seat.story, fingerprint("story", f"{seat.story.id} {yes.device}")
    theirs = (StoryConsent.side == rules.other(seat.side), StoryConsent.device_hash == device)
    if db.session.scalar(sa.select(StoryConsent.id).where(StoryConsent.story_id == story.id, *theirs).limit(1)):
        raise RuleBroken(ONE_BROWSER)
    db.session.add(
        StoryConsent(
            story_id=story.id, side=seat.side, edition=story.edition, consent_version=texts.CURRENT, lang=yes.lang,
            medium=MEDIA[seat.side], device_hash=device, first_name=yes.first_name or None, at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()


def take_back(seat: Seat) -> None:
    """Writes down that a side wants the story no more; its first name goes with it."""
    mine = sa.update(StoryConsent).where(StoryConsent.story_id == seat.story.id, StoryConsent.side == seat.side)
    db.session.execute(mine.values(taken_back_at=clock.now(), first_name=None))
