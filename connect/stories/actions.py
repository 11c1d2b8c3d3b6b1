"""Writing stories: thanks to a helper alone, a story from draft to published, and the ends of it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases
from connect.cases.disclosure import actions as disclosures
from connect.cases.models import Case, CaseSecret
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.stories import queries, rules, transitions
from connect.stories.consents import actions as consents, asking
from connect.stories.consents.actions import Yes
from connect.stories.models import Story, StorySecret
from connect.stories.queries import Seat
from connect.stories.rules import By, Verb

NOT_AGREED = _l("One side does not agree to these words any more, so it cannot be published.")


@dataclass(frozen=True, slots=True)
class Telling:
    """The words of a story as they were typed, in one language or in two."""

    words: str
    lang: str
    words_other: str = ""
    lang_other: str = ""


def kept(told: Telling, secret: CaseSecret | None, helper: Person) -> dict[str, Any]:
    """The words as they are kept: what leads to somebody is covered for good. RuleBroken when nothing else is left."""
    names = [secret.name, secret.reporter_name or ""] if secret else []
    words, other = (disclosures.covered(one, *names, helper.name) for one in (told.words, told.words_other))
    if not any(letter.isalpha() for letter in words):
        raise RuleBroken(_l("Nothing of this can be shown: it is all phones, names or addresses. Tell what happened."))
    return {
        "words": words, "lang": told.lang, "words_other": other or None,
        "lang_other": told.lang_other if other else None,
    }  # fmt: skip


def _kept_for(seat: Seat, told: Telling) -> dict[str, Any]:
    case = db.session.get(Case, seat.secret.case_id or 0)
    return kept(told, cases.secret_of(case) if case else None, seat.secret.helper)


# --- Between the two sides ----------------------------------------------------------------------------------


def edit(seat: Seat, told: Telling) -> None:
    """The writer changes a draft."""
    transitions.move(seat.story, Verb.EDIT, seat.side, **_kept_for(seat, told))


def ask(seat: Seat, yes: Yes) -> None:
    """The writer agrees, and has the other side asked."""
    transitions.move(seat.story, Verb.ASK, seat.side)
    consents.give(seat, yes)
    asking.tell(seat.story, seat.secret)


def change(seat: Seat, told: Telling, yes: Yes) -> None:
    """The side that is asked says it in other words and agrees to those; now the first writer is asked."""
    more = _kept_for(seat, told) | {"edition": seat.story.edition + 1, "written_by": seat.side}
    transitions.move(seat.story, Verb.CHANGE, seat.side, **more)
    consents.give(seat, yes)
    asking.tell(seat.story, seat.secret)


def agree(seat: Seat, yes: Yes) -> None:
    """The side that is asked agrees; a moderator looks next."""
    transitions.move(seat.story, Verb.AGREE, seat.side)
    consents.give(seat, yes)


def refuse(seat: Seat) -> None:
    """The side that is asked does not want it. Nothing else follows from that."""
    transitions.move(seat.story, Verb.REFUSE, seat.side)


def withdraw(seat: Seat) -> None:
    """Either side takes the story down, at once and for ever."""
    transitions.move(seat.story, Verb.WITHDRAW, seat.side)
    consents.take_back(seat)


def discard(seat: Seat) -> None:
    """The writer deletes a draft, as if it had never been."""
    if Verb.EDIT not in seat.can:
        raise Conflict(transitions.MOVED_ON)
    transitions.forget(seat.story)


# --- The moderator ------------------------------------------------------------------------------------------


def publish(story: Story, by: Person) -> None:
    """Shows a story to all from `shown_from` on: both sides agreed to what it says now."""
    secret, agreed = _decidable(story, by), queries.agreed(story)
    if set(agreed) != set(rules.SIDES):
        raise Conflict(NOT_AGREED)
    names = {f"{side}_name": yes.first_name for side, yes in agreed.items()}
    area_id = queries.told_area(secret.ward_id, secret.ended_on)
    transitions.move(
        story, Verb.PUBLISH, By.MODERATOR, person=by, area_id=area_id,
        published_at=story.published_at or clock.now(),
        **(names if all(names.values()) else dict.fromkeys(names)),
    )  # fmt: skip


def give_back(story: Story, by: Person, reason: str, note: str) -> None:
    """Sends a story back to its writer with a reason; both sides have to agree anew."""
    _decidable(story, by)
    _require(reason, rules.RETURN_REASONS, note)
    more = {"edition": story.edition + 1}
    transitions.move(story, Verb.RETURN, By.MODERATOR, person=by, reason=reason, note=note or None, **more)


def reject(story: Story, by: Person, reason: str, note: str) -> None:
    """Does not accept a story, or ends one that was hidden; both sides read the reason."""
    _decidable(story, by)
    _require(reason, rules.REJECT_REASONS, note)
    transitions.move(story, Verb.REJECT, By.MODERATOR, person=by, reason=reason, note=note or None)


def _decidable(story: Story, by: Person) -> StorySecret:
    secret = queries.secret_of(story)
    if secret.helper_id == by.id:
        raise NotAllowed(_l("You are one side of this story. Another moderator decides about it."))
    return secret


def _require(reason: str, known: tuple[str, ...], note: str) -> None:
    if reason not in known or (reason == "other" and not note):
        raise RuleBroken(_l("Choose a reason, so that both sides know why; of another reason write a sentence."))
