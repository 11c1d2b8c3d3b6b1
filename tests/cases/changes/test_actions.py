"""What a moderator had looked at stays as it was until somebody looks again; what is harmless counts at once."""

from dataclasses import asdict
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import actions, queries, wiping
from connect.cases.changes import actions as changes, rules as change_rules
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import Conflict, NotAllowed
from tests.builders import details, make_case, make_person, phone, post_case, take
from tests.cases.screening.test_flags import SCAM

OLD = details(phone="+84912345678")


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({}, []),
        ({"phone": "+84987654321"}, ["phone"]),
        ({"name": "NGUYEN THI LAN"}, []),
        ({"name": "Trần Văn Bảy", "door": "Số 9"}, ["name", "door"]),
        ({"door": "", "words": ""}, []),
        ({"reporter_name": "Mai", "reporter_phone": "+84987654321"}, ["reporter"]),
        ({"urgency": 3}, ["urgency"]),
        ({"urgency": 0}, []),
        ({"needs": {"rice": 10, "milk": 4, "eggs": 6}}, []),
        ({"needs": {"rice": 20}}, []),
        ({"needs": {"rice": 21}}, ["amounts"]),
        ({"needs": {"rice": 10, "oxygen": 1}}, ["kinds"]),
        ({"people": 9, "vulnerable": 1, "guards": 1}, []),
    ],
)
def test_what_is_looked_at_again(over: dict[str, Any], codes: list[str]) -> None:
    assert change_rules.changed(asdict(OLD), asdict(OLD) | over) == codes


@pytest.mark.parametrize(
    ("codes", "suspicious", "risky"),
    [
        (["phone"], False, False), (["phone", "door"], False, True), (["words"], True, True),
        (["name", "door"], False, False),
    ],
)  # fmt: skip
def test_another_household_and_a_fraud_are_risky(codes: list[str], suspicious: bool, risky: bool) -> None:
    assert change_rules.is_risky(codes, suspicious) is risky


def told(case: Case, **over: Any) -> list[str]:
    """The requester's details as it stands, with something else."""
    secret = actions.secret_of(case)
    same = {"phone": secret.phone, "door": secret.door, "words": secret.words, "name": secret.name}
    with db.transaction():
        return changes.change(db.session.get_one(Case, case.id), details(**same | over))


def test_what_nobody_looked_at_is_simply_changed(app: Flask) -> None:
    case, _ = post_case()
    assert told(case, words="Khác hẳn.", phone=phone(), name="Ai đó") == []
    assert actions.secret_of(case).words == "Khác hẳn."


def test_harmless_parts_count_at_once_and_the_rest_waits_beside_them(app: Flask) -> None:
    case = make_case()
    assert told(case, words="Khác hẳn.", people=7, urgency=3) == ["words", "urgency"]
    waits = changes.waiting(case)
    assert waits and (waits.before.words, waits.after.words) == ("Nhà hết gạo.", "Khác hẳn.")
    assert (case.state, case.people, actions.secret_of(case).words) == ("open", 7, "Nhà hết gạo.")


def test_a_life_in_danger_counts_at_once_where_such_requests_are_shown_at_once(app: Flask, monkeypatch) -> None:
    case, moderator = make_case(), Actor(make_person("moderator"))
    monkeypatch.setattr(
        "connect.cases.screening.moderation_modes.standing", lambda _area: type("S", (), {"mode": "dispatch_moderated"})
    )
    assert told(case, urgency=3) == ["urgency"]
    assert case.urgency == 3
    assert told(case, urgency=3, words="Còn gì nữa.") == ["words", "urgency"]
    with db.transaction():
        changes.refuse(case, moderator, changes.waiting(case).mark)
    assert (case.urgency, actions.secret_of(case).words) == (1, "Nhà hết gạo.")


def test_a_risky_change_is_held_and_either_decision_shows_the_case_again(app: Flask) -> None:
    moderator = Actor(make_person("moderator"))
    for decide, words in ((changes.accept, SCAM), (changes.refuse, "Nhà hết gạo.")):
        case = make_case()
        told(case, words=SCAM)
        assert case.state == "pending_review"
        with db.transaction():
            decide(case, moderator, changes.waiting(case).mark)
        assert (case.state, actions.secret_of(case).words, changes.waiting(case)) == ("open", words, None)


def test_a_helper_on_the_way_keeps_a_case_whose_change_is_risky(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case()
    take(case, helper)
    told(case, phone=phone(), name="Ai đó")
    assert (case.state, actions.secret_of(case).name) == ("claimed", "Nguyễn Thị Lan")


def test_only_the_change_that_was_read_is_decided_and_only_by_a_moderator_of_the_area(app: Flask, clock) -> None:
    case, moderator, foreign = make_case(), Actor(make_person("moderator")), Actor(make_person("moderator", area="01"))
    told(case, words="Một.")
    read = changes.waiting(case).mark
    clock.forward(minutes=1)
    told(case, words="Hai.")
    for by, mark, refusal in ((moderator, read, Conflict), (foreign, changes.waiting(case).mark, NotAllowed)):
        with pytest.raises(refusal), db.transaction():
            changes.accept(case, by, mark)
    assert actions.secret_of(case).words == "Nhà hết gạo."


def test_what_is_changed_back_waits_no_longer_and_what_is_wiped_is_gone(app: Flask) -> None:
    case = make_case()
    told(case, words="Một.")
    told(case)
    assert changes.waiting(case) is None
    told(case, words="Hai.")
    with db.transaction():
        wiping.wipe(case)
    assert changes.waiting(case) is None
    assert db.session.scalar(sa.text("SELECT count(*) FROM case_changes")) == 0
    assert "change" in [event.verb for event in queries.history(case)]
