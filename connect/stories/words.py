"""The words of every code of `stories.rules`."""

from collections.abc import Callable

from flask_babel import gettext as _, lazy_gettext as _l

from connect.formatting import short_day
from connect.stories.models import Story, StoryConsent
from connect.stories.rules import By, People, State, Verb

STATES = {
    State.DRAFT: _l("draft"),
    State.ASKED: _l("the other side is asked"),
    State.PENDING: _l("a moderator looks"),
    State.PUBLISHED: _l("published"),
    State.REJECTED: _l("not accepted"),
    State.REFUSED: _l("not wanted"),
    State.WITHDRAWN: _l("taken down"),
    State.HIDDEN: _l("hidden after reports"),
}
TONES = {
    State.DRAFT: "wait", State.ASKED: "need", State.PENDING: "taken", State.PUBLISHED: "done", State.REJECTED: "grave",
    State.REFUSED: "wait", State.WITHDRAWN: "wait", State.HIDDEN: "ready",
}  # fmt: skip
EVENTS = {
    Verb.WRITE: _l("written"),
    Verb.EDIT: _l("changed"),
    Verb.ASK: _l("the other side was asked"),
    Verb.CHANGE: _l("changed by the other side, who asks back"),
    Verb.AGREE: _l("both agree"),
    Verb.REFUSE: _l("the other side does not want it"),
    Verb.PUBLISH: _l("published"),
    Verb.RETURN: _l("came back from the moderator"),
    Verb.REJECT: _l("not accepted"),
    Verb.WITHDRAW: _l("taken down for ever"),
    Verb.HIDE: _l("hidden after reports"),
}
SIDES = {
    By.REQUESTER: _l("the household"),
    By.HELPER: _l("the helper"),
    By.MODERATOR: _l("a moderator"),
    By.REPORTS: _l("reports"),
}
RETURN_REASONS = {
    "faces": _l("Somebody can be recognised in a picture"),
    "names": _l("A name or a way to somebody stands in the words"),
    "place": _l("The place can be found from it"),
    "unclear": _l("It is not clear what happened"),
    "other": _l("Another reason, written below"),
}
REJECT_REASONS = {
    "untrue": _l("It is not about this help"),
    "advertising": _l("It is advertising"),
    "hurts": _l("It hurts or shames somebody"),
    "money": _l("It asks for money"),
    "other": _l("Another reason, written below"),
}
REASONS = RETURN_REASONS | REJECT_REASONS
PEOPLE = {
    People.NOBODY: _l("Nobody in it can be recognised."),
    People.AGREED: _l("Everybody in it agreed."),
}


def week(story: Story) -> str:
    """The week in which the help ended, the finest time that is told: "week of 23/11"."""
    return _("week of %(day)s", day=short_day(story.week))


def pictures(story: Story, address: Callable[[int], str | None]) -> list[tuple[str | None, str, str]]:
    """The pictures of a story for those who decide about it: address, alternative text, the people in it."""
    return [(address(one.number), one.alt, str(PEOPLE[one.people])) for one in story.pictures]


def first_names(given: dict[By, StoryConsent]) -> tuple[str, str] | None:
    """The first names that stand with a story, by the consents to it: both or none."""
    names = [given[side].first_name or "" if side in given else "" for side in SIDES_TOLD]
    return (names[0], names[1]) if all(names) else None


SIDES_TOLD = (By.HELPER, By.REQUESTER)
