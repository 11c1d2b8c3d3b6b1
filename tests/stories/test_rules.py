"""The table of a story's life: who may do what from where, and what silence means."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connect.stories import rules
from connect.stories.rules import By, Role, State, Verb

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MAY = {
    (State.DRAFT, Role.WRITER): {Verb.EDIT, Verb.ASK},
    (State.ASKED, Role.WRITER): {Verb.WITHDRAW},
    (State.ASKED, Role.OTHER): {Verb.CHANGE, Verb.AGREE, Verb.REFUSE, Verb.WITHDRAW},
    (State.PENDING, Role.WRITER): {Verb.WITHDRAW},
    (State.PENDING, Role.OTHER): {Verb.WITHDRAW},
    (State.PENDING, Role.MODERATOR): {Verb.PUBLISH, Verb.RETURN, Verb.REJECT},
    (State.PUBLISHED, Role.WRITER): {Verb.WITHDRAW},
    (State.PUBLISHED, Role.OTHER): {Verb.WITHDRAW},
    (State.PUBLISHED, Role.REPORTS): {Verb.HIDE},
    (State.HIDDEN, Role.WRITER): {Verb.WITHDRAW},
    (State.HIDDEN, Role.OTHER): {Verb.WITHDRAW},
    (State.HIDDEN, Role.MODERATOR): {Verb.PUBLISH, Verb.REJECT},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_moves_of_the_table_are_possible(state: State, role: Role) -> None:
    assert set(rules.possible(state, role, NOW, NOW)) == MAY.get((state, role), set())


@pytest.mark.parametrize("role", list(Role))
def test_nothing_leads_out_of_withdrawn_refused_or_rejected(role: Role) -> None:
    assert [rules.possible(state, role, NOW, NOW) for state in rules.OVER] == [[], [], []]


def test_silence_for_fourteen_days_is_a_no_without_any_job() -> None:
    asked = NOW - rules.SILENCE
    assert Verb.AGREE in rules.possible(State.ASKED, Role.OTHER, asked + timedelta(seconds=1), NOW)
    assert rules.possible(State.ASKED, Role.OTHER, asked, NOW) == [Verb.WITHDRAW]


def test_a_published_story_is_shown_only_after_the_rest() -> None:
    assert rules.is_shown(State.PUBLISHED, NOW, NOW)
    assert not rules.is_shown(State.PUBLISHED, NOW + timedelta(seconds=1), NOW)
    assert not any(rules.is_shown(state, NOW, NOW) for state in State if state != State.PUBLISHED)


def test_the_week_is_told_by_its_monday_and_the_ward_where_five_were_helped() -> None:
    assert {rules.week_of(date(2026, 11, 23) + timedelta(days=n)) for n in range(7)} == {date(2026, 11, 23)}
    assert (rules.is_ward_told(4), rules.is_ward_told(5)) == (False, True)


def test_each_side_is_the_other_of_the_other() -> None:
    assert [rules.other(side) for side in rules.SIDES] == [By.HELPER, By.REQUESTER]
    assert rules.role_of(By.HELPER, By.HELPER) == Role.WRITER
    assert rules.role_of(By.REQUESTER, By.HELPER) == Role.OTHER
