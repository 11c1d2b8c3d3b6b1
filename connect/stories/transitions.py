"""The one door of a story: the rule, one conditional UPDATE by which the database decides, one line of history."""

from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.stories import rules
from connect.stories.models import Story, StoryEvent, StoryPicture
from connect.stories.rules import By, Role, Verb

FASTER = _l("This story has just changed. Look at it again, then press once more.")
MOVED_ON = _l("This story has moved on, so that is not possible any more. Look at where it stands now.")
# What else goes when a story is withdrawn or forgotten, in the same transaction; called before its rows go.
CLEARING: list[Callable[[Story], object]] = []
EMPTY: dict[str, Any] = {
    "words": "",
    "words_other": None,
    "lang_other": None,
    "requester_name": None,
    "helper_name": None,
}


# What keeps in step with every move, in the same transaction; called with the story and the state that it left.
FOLLOWING: list[Callable[[Story, str], object]] = []


def following(act: Callable[[Story, str], object]) -> Callable[[Story, str], object]:
    """Announces what follows each move of a story, such as the feeds in which it stands."""
    FOLLOWING.append(act)
    return act


def clearing(act: Callable[[Story], object]) -> Callable[[Story], object]:
    """Announces what goes with the words of a story, such as the files of its pictures."""
    CLEARING.append(act)
    return act


def move(
    story: Story, verb: Verb, by: By, *, person: Person | None = None, reason: str | None = None,
    note: str | None = None, **more: Any,
) -> Story:  # fmt: skip
    """Changes a story by one of `rules.MOVES`. `more` are columns that change with it.

    Raises Conflict when it is not possible from where the story stands, or when somebody was faster.
    """
    now, was = clock.now(), story.state
    if not rules.may_move(verb, state=was, role=role_of(story, by), state_at=story.state_at, now=now):
        raise Conflict(MOVED_ON)
    if verb == Verb.WITHDRAW:
        more |= EMPTY
    values = {"state": rules.MOVES[verb].target, "version": Story.version + 1, "state_at": now, **more}
    change = sa.update(Story).where(Story.id == story.id, Story.version == story.version, Story.state == was)
    result = db.session.execute(change.values(**values).execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise Conflict(FASTER)
    db.session.refresh(story)
    if verb == Verb.WITHDRAW:
        _clear(story)
    record(story, verb, by, was, person, reason, note)
    for act in FOLLOWING:
        act(story, was)
    return story


def forget(story: Story) -> None:
    """Deletes a story with all that hangs on it, as if it had never been."""
    _clear(story)
    db.session.execute(sa.delete(Story).where(Story.id == story.id).execution_options(synchronize_session=False))
    db.session.expunge(story)


def _clear(story: Story) -> None:
    for act in CLEARING:
        act(story)
    db.session.execute(sa.delete(StoryPicture).where(StoryPicture.story_id == story.id))


def role_of(story: Story, by: By) -> Role:
    """The role of a side or an office towards the words of a story as they stand."""
    return rules.role_of(by, story.written_by) if by in rules.SIDES else Role(by.value)


def record(
    story: Story, verb: Verb, by: By, was: str, person: Person | None = None, reason: str | None = None,
    note: str | None = None,
) -> None:  # fmt: skip
    """Appends a line to the history."""
    event = StoryEvent(
        story_id=story.id, at=clock.now(), verb=verb, by=by, person_id=person.id if person else None, from_state=was,
        to_state=story.state, edition=story.edition, reason=reason, note=note,
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
