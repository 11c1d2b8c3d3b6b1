"""The table of the life of a case, spelt out once more and compared in every combination."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.cases import rules
from connect.cases.disclosure.rules import view_of
from connect.cases.utilities.rules import lease

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
RUNNING, OVER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
ROLES = ("requester", "claimer", "moderator", "volunteer", "clock")
NOT_ENDED = {"pending_review", "open", "claimed", "in_delivery", "partly_helped", "helped", "follow_up"}

# verb: (states with a running lease or none, roles); the design's table, by hand.
TABLE = {
    "approve": ({"pending_review"}, {"moderator"}),
    "reject": ({"pending_review", "open"}, {"moderator"}),
    "claim": ({"open", "partly_helped"}, {"volunteer"}),
    "extend": ({"claimed", "in_delivery"}, {"claimer"}),
    "release": ({"claimed", "in_delivery"}, {"claimer", "requester", "moderator", "clock"}),
    "set_out": ({"claimed"}, {"claimer"}),
    "help": ({"claimed", "in_delivery"}, {"claimer"}),
    "confirm": ({"helped"}, {"requester"}),
    "dispute": ({"helped"}, {"requester"}),
    "close": ({"helped"}, {"clock"}),
    "cannot_reach": ({"claimed", "in_delivery"}, {"claimer"}),
    "still_needed": ({"open", "partly_helped", "follow_up", "expired"}, {"requester"}),
    "withdraw": (NOT_ENDED, {"requester"}),
    "lapse": (set(), {"clock"}),
    "recall": ({"helped", "follow_up", "partly_helped"}, {"clock"}),
    "call_again": (set(), {"clock"}),  # only of medical advice, see below
    "worse": (set(), {"requester"}),  # the same
    "expire": ({"open", "partly_helped", "follow_up"}, {"clock"}),
    "hold": ({"open", "partly_helped"}, {"clock"}),
    "discard": ({"pending_review"}, {"clock"}),
    "take_off": ({"open", "partly_helped", "claimed", "in_delivery"}, {"moderator"}),
    "reopen": ({"open", "partly_helped", "rejected", "duplicate", "referred"}, {"moderator"}),
    "restore": ({"rejected", "duplicate", "referred"}, {"moderator"}),
    "contest": ({"rejected"}, {"requester"}),
    "merge": (NOT_ENDED, {"moderator"}),
    "refer": (NOT_ENDED, {"moderator"}),
}


@pytest.mark.parametrize("verb", list(rules.MOVES))
def test_a_move_is_made_from_its_states_by_its_people_and_no_other(verb: str) -> None:
    states, people = TABLE[verb]
    for state in rules.STATES:
        free_at = RUNNING if state in rules.LEASED else OVER
        for role in ROLES:
            may = rules.may_move(verb, state=state, free_at=free_at, now=NOW, roles={role})
            assert may is (state in states and role in people), (verb, state, role)


@pytest.mark.parametrize("state", rules.LEASED)
def test_a_lease_that_is_over_frees_the_case_and_ends_the_claimers_power(state: str) -> None:
    assert rules.may_move("claim", state=state, free_at=OVER, now=NOW, roles={"volunteer"})
    assert rules.may_move("lapse", state=state, free_at=OVER, now=NOW, roles={"clock"})
    for verb in ("extend", "release", "help", "set_out", "cannot_reach"):
        assert not rules.may_move(verb, state=state, free_at=OVER, now=NOW, roles={"claimer"})


@pytest.mark.parametrize(
    ("verb", "state", "wanted", "given", "target"),
    [
        ("help", "claimed", 10, 10, "helped"),
        ("help", "claimed", 10, 4, "partly_helped"),
        ("release", "claimed", 10, 0, "open"),
        ("release", "claimed", 10, 4, "partly_helped"),
        ("lapse", "in_delivery", 10, 4, "partly_helped"),
        ("dispute", "helped", 10, 0, "open"),
        ("dispute", "helped", 10, 4, "partly_helped"),
        ("still_needed", "expired", 10, 0, "open"),
        ("extend", "in_delivery", 10, 0, "in_delivery"),
        ("confirm", "helped", 10, 10, "confirmed"),
    ],
)
def test_a_move_leads_where_the_quantities_say(verb: str, state: str, wanted: int, given: int, target: str) -> None:
    assert rules.target_of(verb, state=state, wanted=wanted, given=given) == target


@pytest.mark.parametrize(("urgency", "hours"), [(3, 1), (2, 4), (1, 24), (0, 24)])
def test_the_more_urgent_a_case_the_shorter_its_lease(urgency: int, hours: int) -> None:
    kept = lease(urgency, life_threatening_s=3600, urgent_s=14400, normal_s=86400)
    assert kept == timedelta(hours=hours)


SIGHTS = [
    ("open", set(), False, (True, "no", "no")),
    ("open", {"volunteer"}, False, (True, "masked", "no")),
    ("claimed", {"volunteer", "claimer"}, False, (True, "masked", "no")),
    ("claimed", {"volunteer", "claimer"}, True, (True, "all", "ask")),
    ("claimed", {"volunteer"}, True, (True, "masked", "no")),
    ("pending_review", set(), False, (False, "no", "no")),
    ("pending_review", {"volunteer"}, False, (False, "no", "no")),
    ("pending_review", {"moderator"}, False, (True, "all", "ask")),
    ("rejected", {"volunteer"}, False, (False, "no", "no")),
    ("withdrawn", set(), False, (False, "no", "no")),
    ("follow_up", set(), False, (False, "no", "no")),
    ("confirmed", set(), False, (True, "no", "no")),
    ("withdrawn", {"requester"}, False, (True, "all", "own")),
]


@pytest.mark.parametrize(("state", "roles", "allowed", "seen"), SIGHTS)
def test_a_viewer_sees_what_the_design_grants(
    state: str, roles: set[str], allowed: bool, seen: tuple[bool, str, str]
) -> None:
    sight = view_of(state=state, roles=roles, allowed=allowed)
    assert (sight.exists, sight.words, sight.contact) == seen


# The moves and sights of medical advice that differ: verb: (states, roles).
CLINICAL_TABLE = TABLE | {
    "claim": ({"open", "partly_helped"}, {"clinician"}),
    "call_again": ({"helped", "confirmed", "unconfirmed"}, {"clock"}),
    "worse": ({"helped", "follow_up"}, {"requester"}),
}


@pytest.mark.parametrize("verb", list(rules.MOVES))
def test_in_medical_advice_a_clinician_stands_where_a_volunteer_does(verb: str) -> None:
    states, people = CLINICAL_TABLE[verb]
    for state in rules.STATES:
        free_at = RUNNING if state in rules.LEASED else OVER
        for role in (*ROLES, "clinician"):
            roles = {role, "clinician"} if role == "claimer" else {role}
            may = rules.may_move(verb, state=state, free_at=free_at, now=NOW, roles=roles, guarded=2, urgency=1)
            refers = verb == "refer" and role == "claimer" and state in rules.LEASED
            claims = verb == "claim" and role == "claimer" and state in states
            assert may is ((state in states and role in people) or refers or claims), (verb, state, role)


@pytest.mark.parametrize("verb", ["extend", "release", "help", "set_out", "cannot_reach", "refer"])
def test_a_claimer_whose_credential_lapsed_does_nothing_more_with_medical_advice(verb: str) -> None:
    roles = {"claimer", "volunteer", "cleared"}
    assert not rules.may_move(verb, state="claimed", free_at=RUNNING, now=NOW, roles=roles, guarded=2)


@pytest.mark.parametrize("verb", ["expire", "close", "discard"])
def test_silence_ends_no_medical_advice_with_a_life_in_danger(verb: str) -> None:
    state = {"expire": "open", "close": "helped", "discard": "pending_review"}[verb]
    asked = {"state": state, "free_at": OVER, "now": NOW, "roles": {"clock"}}
    assert not rules.may_move(verb, **asked, guarded=2, urgency=3)
    assert rules.may_move(verb, **asked, guarded=2, urgency=2)
    assert rules.may_move(verb, **asked, guarded=0, urgency=3)


CLINICAL_SIGHTS = [
    ("open", set(), False, (False, "no", "no")),
    ("open", {"volunteer", "cleared", "former"}, False, (False, "no", "no")),
    ("open", {"clinician"}, False, (True, "masked", "no")),
    ("claimed", {"volunteer", "clinician"}, True, (True, "masked", "no")),
    ("claimed", {"clinician", "claimer"}, True, (True, "all", "ask")),
    ("claimed", {"volunteer", "claimer"}, True, (True, "no", "no")),
    ("helped", {"clinician"}, False, (False, "no", "no")),
    ("follow_up", {"clinician", "former"}, False, (False, "no", "no")),
    ("pending_review", {"clinician"}, False, (False, "no", "no")),
    ("pending_review", {"moderator"}, False, (True, "all", "ask")),
    ("open", {"requester"}, False, (True, "all", "own")),
]


@pytest.mark.parametrize(("state", "roles", "allowed", "seen"), CLINICAL_SIGHTS)
def test_medical_advice_exists_for_clinicians_alone(
    state: str, roles: set[str], allowed: bool, seen: tuple[bool, str, str]
) -> None:
    sight = view_of(state=state, roles=roles, allowed=allowed, guarded=2)
    assert (sight.exists, sight.words, sight.contact) == seen


@pytest.mark.parametrize("state", rules.STATES)
def test_a_drill_exists_for_no_volunteer(state: str) -> None:
    roles = {"volunteer", "cleared", "clinician", "former"}
    assert not view_of(state=state, roles=roles, allowed=True, guarded=3).exists


def test_a_clinician_is_no_more_than_others_where_it_is_not_medical_advice() -> None:
    for guarded in (0, 1):
        assert not rules.may_move("claim", state="open", free_at=OVER, now=NOW, roles={"clinician"}, guarded=guarded)
    assert not view_of(state="open", roles={"clinician"}, allowed=False, guarded=1).exists


def test_colours_follow_the_field() -> None:
    assert {state: rules.colour_of(state) for state in ("open", "claimed", "helped", "rejected")} == {
        "open": "need",
        "claimed": "taken",
        "helped": "done",
        "rejected": None,
    }
