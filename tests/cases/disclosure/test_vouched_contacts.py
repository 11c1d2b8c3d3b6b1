"""What an organisation's word opens: contacts at once for members of some standing, and no more than a number a day."""

from datetime import timedelta

import pytest
from flask import Flask

from connect import clock as now, db
from connect.accounts import actions as accounts, vouching
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from connect.cases.disclosure import limits as disclosure_limits
from tests.builders import make_case, make_organization, make_person, take


@pytest.fixture
def group(app: Flask) -> Organization:
    """Verified two days ago."""
    made = make_organization()
    with now.told(now.now() - timedelta(days=2)), db.transaction():
        organizations.verify(made)
    return made


def member(group: Organization, days: int = 2) -> Person:
    person = make_person()
    with now.told(now.now() - timedelta(days=days)), db.transaction():
        accounts.grant(person, "volunteer", organization=group)
    return person


def opened_by(helper: Person) -> str | None:
    return take(make_case(), helper).allowed_by


def test_a_new_member_has_the_trust_of_any_new_helper(group: Organization) -> None:
    assert opened_by(member(group, days=0)) is None


def test_a_member_of_a_day_sees_a_contact_at_once_and_has_still_to_prove_themselves(group: Organization) -> None:
    helper = member(group)
    assert opened_by(helper) == "vouched"
    assert disclosure_limits.trust_of(helper) == "new"


def test_ten_contacts_a_day_by_one_word_raise_the_alarm_and_the_next_is_asked_for(group: Organization, clock) -> None:
    assert [opened_by(member(group)) for _ in range(11)] == ["vouched"] * 10 + [None]
    assert group.paused_for == "contacts"
    assert opened_by(make_person(verified=True)) == "verified"
    moderator = make_person("moderator")
    with db.transaction():
        vouching.settle(group, moderator, go_on=True)
    clock.forward(minutes=1)
    assert opened_by(member(group)) == "vouched"  # the count begins with the moderator's word


def test_a_word_that_is_paused_is_no_clearance_either(group: Organization) -> None:
    helper, admin = member(group), make_person("admin")
    with db.transaction():
        organizations.clear(group, admin, clear=True)
    assert helper.cleared
    with db.transaction():
        vouching.pause(group, "members")
    assert not helper.cleared and not helper.verified
