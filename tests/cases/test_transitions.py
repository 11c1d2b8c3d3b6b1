"""Any order of anybody's acts, with the clock moved at will, keeps a case sound."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from connect import clock, db
from connect.cases import actions, jobs, queries, rules
from connect.cases.changes import reversals
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Claim
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseEvent, Need
from connect.cases.transitions import THE_REQUESTER, Actor
from tests.builders import details, make_case, make_person
from tests.life import Life, told
from tests.often import often

# Other wishes than before, by what there is: the ways in which somebody may change her mind.
CHANGES: dict[str, Callable[[list[Need]], dict[str, int]]] = {
    "only what was brought": lambda needs: {need.item: need.given for need in needs if need.given},
    "less of each": lambda needs: {need.item: 1 for need in needs},
    "more of each": lambda needs: {need.item: need.quantity + 2 for need in needs},
    "other things": lambda needs: {"eggs": 6},
}
# Where the stories begin: from the beginning alone, few of so many acts in any order come far.
STAGES = ("pending_review", "open", "claimed", "in_delivery", "partly_helped", "helped")


def machine() -> type[Life]:
    """The machine for this test's database."""

    class LifeOfACase(Life):
        def __init__(self) -> None:
            super().__init__()
            with clock.told(self.now):
                self.helpers = [make_person(verified=n == 0) for n in range(2)]
                self.moderator = make_person("moderator")

        @initialize(stage=st.sampled_from(STAGES))
        def the_case_has_come_so_far(self, stage: str) -> None:
            with clock.told(self.now):
                self.case_id = make_case(stage, helper=self.helpers[0]).id
            self.moves = self.version = 1

        def act(self, done: Callable[[Case], object]) -> None:
            self.tries(lambda: done(db.session.get_one(Case, self.case_id)))

        @rule(minutes=st.sampled_from([1, 59, 61, 300, 1500, 5000, 11000]))
        def time_passes(self, minutes: int) -> None:
            self.now += timedelta(minutes=minutes)

        @rule()
        def the_clock_sweeps(self) -> None:
            with clock.told(self.now):
                jobs.sweep()

        @rule(verb=st.sampled_from(["approve", "reject", "allow", "stop", "refer", "ask", "take_off", "undo"]))
        def the_moderator_acts(self, verb: str) -> None:
            by = Actor(self.moderator)
            self.act(
                lambda case: {
                    "approve": lambda: actions.approve(case, by),
                    "reject": lambda: actions.reject(case, by, "joke"),
                    "allow": lambda: claim_actions.allow(case, by),
                    "stop": lambda: claim_actions.release(case_view.of(case, by), "stopped"),
                    "refer": lambda: actions.refer(case, by, "Bệnh viện"),
                    "ask": lambda: actions.ask(case, by, "Còn gạo không?"),
                    "take_off": lambda: reversals.take_off(case, by, "xem lại"),
                    "undo": lambda: reversals.undo(case, by),
                }[verb]()
            )

        @rule(
            verb=st.sampled_from(
                ["confirm", "dispute", "still_needed", "withdraw", "allow", "stop", "edit", "answer", "contest"]
            )
        )
        def the_requester_acts(self, verb: str) -> None:
            self.act(
                lambda case: {
                    "confirm": lambda: handover.confirm(case),
                    "dispute": lambda: handover.dispute(case),
                    "still_needed": lambda: actions.still_needed(case),
                    "withdraw": lambda: actions.withdraw(case),
                    "allow": lambda: claim_actions.allow(case, THE_REQUESTER),
                    "stop": lambda: claim_actions.release(case_view.of(case, THE_REQUESTER), "stopped"),
                    "edit": lambda: actions.edit(case, details(needs={"rice": 3, "eggs": 6}, urgency=2)),
                    "answer": lambda: actions.answer(case, "Còn nửa ký"),
                    "contest": lambda: reversals.contest(case, "Nhà tôi có thật"),
                }[verb]()
            )

        @rule(how=st.sampled_from(sorted(CHANGES)), moderator=st.booleans())
        def somebody_changes_what_is_wanted(self, how: str, moderator: bool) -> None:
            def change(case: Case) -> None:
                needs = CHANGES[how](case.needs) or {"rice": 1}
                if moderator:
                    actions.correct(case, Actor(self.moderator), needs=needs)
                else:
                    actions.edit(case, details(needs=needs))

            self.act(change)

        @rule(
            who=st.integers(0, 1),
            verb=st.sampled_from(["claim", "extend", "release", "set_out", "look", "cannot_reach"]),
        )
        def a_helper_acts(self, who: int, verb: str) -> None:
            person = self.helpers[who]
            by = Actor(person)
            self.act(
                lambda case: {
                    "claim": lambda: claim_actions.claim(case_view.of(case, Actor(person))),
                    "extend": lambda: claim_actions.extend(case_view.of(case, by)),
                    "release": lambda: claim_actions.release(case_view.of(case, by), "no_time"),
                    "set_out": lambda: claim_actions.set_out(case_view.of(case, by)),
                    "look": lambda: disclosures.reveal(case_view.of(case, by), "to deliver"),
                    "cannot_reach": lambda: claim_actions.cannot_reach(case_view.of(case, by), "no_answer"),
                }[verb]()
            )

        @rule(who=st.integers(0, 1), part=st.sampled_from([1, 5, 1000]), proven=st.booleans())
        def a_helper_hands_over(self, who: int, part: int, proven: bool) -> None:
            def done(case: Case) -> None:
                code = actions.secret_of(case).delivery_code if proven else None
                gifts = {need.item: min(part, need.rest) for need in case.needs}
                handover.hand_over(case_view.of(case, Actor(self.helpers[who])), gifts, code)

            self.act(done)

        @invariant()
        def the_case_is_sound(self) -> None:
            db.session.rollback()
            case = db.session.get_one(Case, self.case_id)
            assert case.state in rules.STATES
            assert 0 <= case.given <= case.wanted
            assert all(0 <= need.given <= need.quantity for need in case.needs)
            assert case.version >= self.version
            self.version = case.version
            assert (case.free_at > db.EPOCH) is (case.state in rules.LEASED)
            assert case.wanted == sum(need.quantity for need in case.needs)
            assert case.given == sum(need.given for need in case.needs)
            if case.state in rules.SERVED:
                assert case.given == case.wanted
            elif case.state in rules.NOT_ENDED:
                assert case.given < case.wanted, "nothing is left to bring, so no helper can end it"

        @invariant()
        def at_most_one_helper_holds_it(self) -> None:
            live = list(
                db.session.scalars(sa.select(Claim).where(Claim.case_id == self.case_id, Claim.ended_at.is_(None)))
            )
            assert len(live) <= 1
            case = db.session.get_one(Case, self.case_id)
            with clock.told(self.now):
                if rules.is_leased(case.state, case.free_at, self.now):
                    assert live and live[0].until == case.free_at

        @invariant()
        def the_history_leads_from_state_to_state(self) -> None:
            events = queries.history(db.session.get_one(Case, self.case_id))
            assert [one.from_state for one in events[1:]] == [one.to_state for one in events[:-1]]
            assert events[-1].to_state == db.session.get_one(Case, self.case_id).state
            assert len(events) >= self.moves
            self.moves = len(events)

        @invariant()
        def the_counts_are_true(self) -> None:
            with db.transaction():
                assert cell_counts.recount() == 0

    return LifeOfACase


@pytest.mark.timeout(600)
def test_a_case_stays_sound_whatever_happens(app: Flask) -> None:
    told(machine(), often(25, 3), 25, shrunk=False)  # to shrink a story takes longer than a test may
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseEvent)) > 4


def test_a_decision_about_what_was_already_brought_is_not_taken_back(app: Flask) -> None:
    case, moderator = make_case("helped"), make_person("moderator")
    with db.transaction():
        actions.refer(case, Actor(moderator), "Trạm y tế phường")
    assert reversals.undoable(case, moderator) is None
