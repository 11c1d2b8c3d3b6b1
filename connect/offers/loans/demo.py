"""The invented loans of the demo: tablets at a school, one lost, one back damaged; one at a family's, overdue."""

from datetime import datetime, timedelta

from connect import clock, db
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.cases import actions as cases, transitions
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.demo.school import SchoolCase
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.offers.loans import actions
from connect.offers.loans.actions import Lending
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import By, Condition
from connect.registry.demo_data import Wave


def fill(wave: Wave) -> None:
    """Lends to a family forty days ago, five days overdue by now; and to the school this morning."""
    cast = wave.get(Cast)
    usual, donor = cast.helpers["79"][0], next((one for one in cast.helpers["79"][1:] if one.verified_at), None)
    posted, brought = wave.now - timedelta(days=41), wave.now - timedelta(days=40)
    family = _family(cast, posted)
    late, returning = _lend(usual, family, ["LAP-01", "LAP-02"], brought, wave.now - timedelta(days=5))
    with clock.told(wave.now - timedelta(days=6)):
        actions.say_returned(returning)
    assert late.due_at < wave.now  # noqa: S101 - what the demo is there to show
    if donor is None:  # a wave too small for a second helper
        return
    school = db.session.get_one(Case, wave.get(SchoolCase).case_id)
    marks = [f"TB-{number:02}" for number in range(1, 6)]
    lent = _lend(donor, school, marks, wave.now - timedelta(hours=6), wave.now + timedelta(days=90))
    with clock.told(wave.now - timedelta(hours=1)):
        actions.lose(lent[3], By.HOLDER, "Để quên trên xe buýt số 8, đã hỏi nhà xe.")
        actions.take_back(lent[4], Condition.DAMAGED, "Nứt góc màn hình, vẫn bật được.")


def _family(cast: Cast, at: datetime) -> Case:
    with clock.told(at):
        ward = cast.wards["79"][1]
        told = RequestDetails(
            needs={"device": 2, "books": 2}, people=4, urgency=1, vulnerable=0,
            words="Hai cháu học trực tuyến chung một điện thoại.", name="Phạm Thị Hồng", phone="+84388000001",
            door="Phòng 5, dãy trọ sau chợ",
        )  # fmt: skip
        draft = posting.draft(told, Location(ward.point, "ward", None, ward), form_key="demo-loan", lang="vi")
        case = db.session.get_one(Case, posting.post(draft, posting.placement_of(draft)).case_id)
        if case.state == "pending_review":
            cases.approve(case, Actor(cast.moderators["79"][0]), "Đã gọi hỏi.")
    return case


def _lend(lender: Person, case: Case, marks: list[str], at: datetime, due_at: datetime) -> list[Loan]:
    """Takes the case, sees the contact, and lends with the delivery code some minutes later."""
    with clock.told(at - timedelta(minutes=30)):
        held = claim_actions.claim(case_view.of(case, Actor(lender)))
        if held.allowed_at is None:
            claim_actions.allow(case, transitions.THE_REQUESTER)
        disclosures.reveal(case_view.of(case, Actor(lender)), "to deliver")
    with clock.told(at):
        given = {"device": len(marks)}
        handover.hand_over(case_view.of(case, Actor(lender)), given, cases.secret_of(case).delivery_code)
        return actions.lend(held, given, Lending({"device": marks}, due_at))
