"""The helper's way: take, contact, set out, hand over, give back; races, leases, caps, codes."""

import re
import threading
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings, strategies as st

from connect import db, geo
from connect.areas import queries as areas
from connect.cases import actions, queries, rules, transitions
from connect.cases.asking.request_details import Location
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Claim, Disclosure, Handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.map import cell_counts
from connect.cases.models import Case
from connect.cases.transitions import THE_CLOCK, THE_REQUESTER, Actor
from connect.errors import Conflict, ConnectError, RuleBroken
from tests.builders import BEN_THANH, details, hold, make_case, make_person, post_form, take
from tests.visit import Visit


@pytest.fixture
def helper(app):
    """A verified volunteer."""
    return make_person(verified=True)


@pytest.fixture
def me(visit, helper):
    """Her browser."""
    return visit.as_(helper)


def state(case):
    """The state as it is stored now."""
    return db.session.scalar(sa.select(Case.state).where(Case.id == case.id))


def code_of(case):
    """What the requester would read out."""
    return actions.secret_of(case).delivery_code


def wrong(code):
    """Another code of four digits."""
    return f"{(int(code) + 1) % 10000:04d}"


# --- Taking -----------------------------------------------------------------------------------------------


def test_taking_a_case_leads_back_to_it_and_to_the_next_step(me):
    case = make_case()
    me.post("cases.claim", public_id=case.public_id)
    me.follow()
    assert "Bạn đang giữ yêu cầu này" in me.last.text
    assert f'action="/cases/{case.public_id}/contact"' in me.last.text


def test_a_stranger_who_takes_is_asked_to_sign_in_and_nothing_changes(visit):
    case = make_case()
    visit.post("cases.claim", public_id=case.public_id)
    assert visit.last.location.startswith("/accounts/sign-in")
    assert state(case) == "open"


def test_somebody_who_is_no_volunteer_cannot_take(visit):
    case = make_case()
    visit.as_(make_person(role=None)).post("cases.claim", public_id=case.public_id, status=403)
    assert state(case) == "open"


def test_nobody_takes_their_own_request(visit):
    case = make_case(phone="+84912345678")
    visit.as_(make_person(phone="+84912345678")).post("cases.claim", public_id=case.public_id, status=422)
    assert "Đây là yêu cầu của chính bạn" in visit.last.text
    assert state(case) == "open"


def test_a_case_in_review_does_not_exist_for_who_would_take_it(me):
    case = make_case("pending_review")
    me.post("cases.claim", public_id=case.public_id, status=404)


def test_who_comes_too_late_is_told_kindly_and_offered_the_next_nearest(me):
    case, other = make_case("claimed"), make_case()
    me.post("cases.claim", public_id=case.public_id, status=409)
    assert "Có người nhanh hơn" in me.last.text
    assert f'href="/cases/{other.public_id}"' in me.last.text


def test_who_comes_too_late_is_told_without_a_turn_at_writing(me, monkeypatch):
    monkeypatch.setattr("connect.cases.views.claim._do", None)
    me.post("cases.claim", public_id=make_case("claimed").public_id, status=409)


def test_who_holds_as_many_as_allowed_cannot_take_another(app, me, helper):
    for _ in range(3):
        take(make_case(), helper)
    case = make_case()
    me.post("cases.claim", public_id=case.public_id, status=422)
    assert state(case) == "open"


def test_cases_whose_time_is_over_do_not_count_against_the_cap(me, helper, clock):
    for _ in range(3):
        take(make_case(), helper)
    clock.forward(hours=25)
    me.post("cases.claim", public_id=make_case().public_id)


@pytest.mark.parametrize("urgency, hours", [(3, 1), (2, 4), (1, 24), (0, 24)])
def test_a_case_is_kept_longer_the_less_urgent_it_is(app, helper, clock, urgency, hours):
    case = make_case(urgency=urgency)
    claim = take(case, helper)
    clock.forward(hours=hours, seconds=-1)
    assert not rules.is_available(case.state, case.free_at, actions.clock.now())
    clock.forward(seconds=1)
    assert rules.is_available(case.state, case.free_at, actions.clock.now())
    assert claim.until == case.free_at


def test_a_lapsed_case_taken_by_another_ends_the_first_claim_as_lapsed(app, helper, clock):
    case, other = make_case(), make_person(verified=True)
    first = take(case, helper)
    clock.forward(hours=25)
    take(case, other)
    db.session.expire_all()
    assert first.end == "lapsed"
    assert queries.live_claim(case).person_id == other.id


def test_of_a_hundred_at_once_one_gets_the_case_and_the_rest_are_told_kindly(app):
    case = make_case()
    crowd = [make_person(verified=True).id for _ in range(100)]
    case_id, outcome = case.id, Counter()
    db.session.remove()
    ready = threading.Barrier(20)

    def grab(people):
        ready.wait()
        for person_id in people:
            with app.app_context():
                try:
                    with db.transaction() as session:
                        person = session.get_one(claim_actions.Person, person_id)
                        claim_actions.claim(case_view.of(session.get_one(Case, case_id), Actor(person)))
                    outcome["got it"] += 1
                except Conflict as error:
                    outcome["told" if "faster" in error.message._args[0] else "other"] += 1
                finally:
                    db.session.remove()

    threads = [threading.Thread(target=grab, args=(crowd[n::20],)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome == {"got it": 1, "told": 99}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 1
    with db.transaction():
        assert cell_counts.recount() == 0


def test_one_helper_with_ten_windows_stays_within_the_cap(app, helper):
    cases = [make_case().id for _ in range(10)]
    person_id, outcome = helper.id, Counter()
    db.session.remove()

    def grab(case_id):
        with app.app_context():
            try:
                with db.transaction() as session:
                    claim_actions.claim(
                        case_view.of(
                            session.get_one(Case, case_id), Actor(session.get_one(claim_actions.Person, person_id))
                        )
                    )
                outcome["got it"] += 1
            except RuleBroken:
                outcome["capped"] += 1
            finally:
                db.session.remove()

    threads = [threading.Thread(target=grab, args=(case_id,)) for case_id in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome == {"got it": 3, "capped": 7}


# --- Contact ----------------------------------------------------------------------------------------------


def test_the_contact_shows_phone_door_and_exact_place_to_a_verified_claimer(me, helper):
    case = make_case(phone="+84912345678", reporter_name="Anh Bình", reporter_phone="+84987654321")
    take(case, helper)
    answer = me.post("cases.contact", public_id=case.public_id, status=200)
    for fact in (
        "Nguyễn Thị Lan", "0912 345 678", 'href="tel:+84912345678"', 'href="sms:+84912345678"',
        "Số 12 hẻm 45 đường Lê Lợi", "10.77220, 106.69830", "15 m", "Anh Bình", "tel:+84987654321",
    ):  # fmt: skip
        assert fact in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_look_at_the_contact_is_written_down(me, helper):
    case = make_case()
    take(case, helper)
    for _ in range(2):
        me.post("cases.contact", public_id=case.public_id, status=200)
    looks = queries.disclosures(case)
    assert [(look.person_id, look.role, look.reason) for look in looks] == [(helper.id, "claimer", "to deliver")] * 2


def test_a_helper_who_is_not_verified_sees_no_contact_until_a_requester_or_moderator_agrees(visit):
    for agrees in (THE_REQUESTER, Actor(make_person("moderator", area="79"))):
        case, newcomer = make_case(), make_person()
        take(case, newcomer)
        visit.as_(newcomer).post("cases.contact", public_id=case.public_id, status=403)
        assert queries.disclosures(case) == []
        with db.transaction():
            claim_actions.allow(case, agrees)
        visit.post("cases.contact", public_id=case.public_id, status=200)
        assert len(queries.disclosures(case)) == 1


def test_nobody_but_the_claimer_sees_the_contact(visit, helper):
    case = make_case()
    take(case, helper)
    visit.as_(make_person(verified=True)).post("cases.contact", public_id=case.public_id, status=409)
    assert "Lê Lợi" not in visit.last.text
    assert queries.disclosures(case) == []


def test_the_contact_is_closed_when_the_time_is_over(me, helper, clock):
    case = make_case()
    take(case, helper)
    clock.forward(hours=25)
    me.post("cases.contact", public_id=case.public_id, status=409)
    assert queries.disclosures(case) == []


def test_no_link_opens_the_contact(me, helper):
    case = make_case()
    take(case, helper)
    me.get("cases.contact", public_id=case.public_id, status=405)


def test_contacts_cannot_be_collected_by_the_hundred(me, helper):
    case = make_case()
    take(case, helper)
    for _ in range(30):
        me.post("cases.contact", public_id=case.public_id, status=200)
    me.post("cases.contact", public_id=case.public_id, status=429)
    assert len(queries.disclosures(case)) == 30


# --- On the way -------------------------------------------------------------------------------------------


def test_setting_out_makes_handing_over_the_next_step(me, helper):
    case = make_case()
    take(case, helper)
    me.post("cases.set_out", public_id=case.public_id)
    me.follow()
    assert state(case) == "in_delivery"
    assert re.search(r'class="btn main full" href="/cases/\w+/help"', me.last.text)


def test_more_time_is_given_once(me, helper, clock):
    case = make_case()
    take(case, helper)
    clock.forward(hours=20)
    me.post("cases.extend", public_id=case.public_id)
    assert queries.live_claim(case).until == clock.moment + timedelta(hours=4 + 24)
    me.post("cases.extend", public_id=case.public_id, status=422)


def test_asking_for_more_time_early_is_worth_as_much_as_late(me, helper, clock):
    early, late = make_case(), make_case()
    take(early, helper)
    take(late, helper)
    me.post("cases.extend", public_id=early.public_id)
    clock.forward(hours=23)
    me.post("cases.extend", public_id=late.public_id)
    assert queries.live_claim(early).until == queries.live_claim(late).until


def test_a_case_posted_by_ward_names_the_rough_area_to_all_and_the_right_ward_to_the_claimer(app, me, helper):
    ward = next(one for one in areas.wards_of(areas.get("79")) if _public_ward(one).id != one.id)
    with db.transaction():
        told = Location(ward.point, "ward", None, ward)
        number, _token = post_form(details(urgency=1), told, form_key="by-ward")
    case, moderator = db.session.get_one(Case, number), Actor(make_person("moderator"))
    with db.transaction():
        actions.approve(case, moderator, "tests know why")
    rough, right = areas.label(case.area), areas.label(ward)
    page = Visit(app).get("cases.show", public_id=case.public_id).text
    assert rough in page and right not in page and "phường/xã bên cạnh" in page
    take(case, helper)
    assert "ghi cạnh địa chỉ" in me.get("cases.show", public_id=case.public_id).text
    contact = me.post("cases.contact", public_id=case.public_id, status=200).text
    assert right in contact and f"Trên danh sách ghi {rough}" in contact


def _public_ward(ward):
    return areas.ward_at(actions.public_place(ward.point, ["rice"], False).centre)


@pytest.mark.parametrize("reason", rules.RELEASE_REASONS)
def test_giving_back_with_a_reason_puts_the_case_on_the_list_at_once(me, helper, reason):
    case = make_case()
    take(case, helper)
    me.get("cases.release", public_id=case.public_id)
    assert f'value="{reason}"' in me.last.text
    me.post("cases.release", {"reason": reason}, public_id=case.public_id)
    me.follow()
    assert state(case) == "open"
    assert queries.past_claims(helper.id)[0].reason == reason


@pytest.mark.parametrize("page", ["cases.release", "cases.cannot_reach"])
@pytest.mark.parametrize("reason", ["", "nonsense", "stopped"])
def test_without_a_reason_of_the_list_nothing_changes(me, helper, page, reason):
    case = make_case()
    take(case, helper)
    me.post(page, {"reason": reason}, status=422, public_id=case.public_id)
    assert state(case) == "claimed"


@pytest.mark.parametrize("reason", rules.CANNOT_REACH_REASONS)
def test_who_reaches_nobody_hands_the_case_on(me, helper, reason):
    case = make_case()
    hold(case, helper)
    me.post("cases.cannot_reach", {"reason": reason}, public_id=case.public_id)
    assert state(case) == "follow_up"
    assert queries.live_claim(case) is None


@pytest.mark.parametrize("page", ["cases.extend", "cases.set_out", "cases.claim", "cases.contact"])
def test_the_steps_of_one_are_closed_to_another(visit, helper, page):
    case = make_case()
    take(case, helper)
    visit.as_(make_person(verified=True)).post(page, status=409, public_id=case.public_id)
    assert state(case) == "claimed"


@pytest.mark.parametrize("page", ["cases.release", "cases.cannot_reach", "cases.help"])
def test_the_pages_of_one_are_closed_to_another(visit, helper, page):
    case = make_case()
    take(case, helper)
    visit.as_(make_person(verified=True)).get(page, status=409, public_id=case.public_id)


def test_withdrawn_while_on_the_way_the_helper_is_told(me, helper):
    case = make_case()
    take(case, helper)
    with db.transaction():
        actions.withdraw(case)
    me.post("cases.set_out", status=409, public_id=case.public_id)


# --- Handing over -----------------------------------------------------------------------------------------


def test_the_form_is_filled_in_with_all_that_is_still_wanted(me, helper):
    case = make_case("partly_helped")
    take(case, helper)
    me.get("cases.help", public_id=case.public_id)
    assert re.search(r'name="given-rice"[^>]*value="9"', me.last.text)
    assert re.search(r'name="given-milk"[^>]*value="4"', me.last.text)


def test_handing_over_a_part_puts_the_rest_back_on_the_list(me, helper):
    case = make_case()
    hold(case, helper)
    me.post("cases.help", {"given-rice": "4", "given-milk": ""}, public_id=case.public_id)
    me.follow()
    assert "Phần còn lại đã trở lại danh sách" in me.last.text
    assert state(case) == "partly_helped"
    found = queries.nearby(BEN_THANH, queries.Filters())
    assert dict(queries.cards(found)[0].wants) == {"rice": 6, "milk": 4}


def test_handing_over_everything_asks_the_requester_to_confirm(me, helper):
    case = make_case()
    hold(case, helper)
    me.post("cases.help", {"given-rice": "10", "given-milk": "4"}, public_id=case.public_id)
    assert state(case) == "helped"


def test_more_than_was_wanted_counts_as_all_of_it(me, helper):
    case = make_case()
    hold(case, helper)
    me.post("cases.help", {"given-rice": "500", "given-milk": "9"}, public_id=case.public_id)
    assert state(case) == "helped"
    db.session.expire_all()
    assert [(need.given, need.rest) for need in case.needs] == [(10, 0), (4, 0)]


@pytest.mark.parametrize("rice", ["-1", "abc", "1.5", "99999", "9" * 40])
def test_a_quantity_that_cannot_be_is_sent_back_with_what_was_typed(me, helper, rice):
    case = make_case()
    take(case, helper)
    me.post("cases.help", {"given-rice": rice, "given-milk": "3"}, status=422, public_id=case.public_id)
    assert re.search(rf'name="given-rice"[^>]*value="{re.escape(rice)}"', me.last.text)
    assert re.search(r'name="given-milk"[^>]*value="3"', me.last.text)
    assert state(case) == "claimed"


def test_a_helper_says_in_packs_what_was_brought(me, helper):
    case = make_case()
    hold(case, helper)
    me.get("cases.help", public_id=case.public_id)
    assert "trong số 10 kg (2 bao 5 kg)" in me.last.text.replace("\xa0", " ")
    me.post("cases.help", {"given-rice": "1", "pack-rice": "bag_5kg", "given-milk": "1 lốc"}, public_id=case.public_id)
    db.session.expire_all()
    assert [(need.given, need.rest) for need in case.needs] == [(5, 5), (4, 0)]


@pytest.mark.parametrize("rice", ["nửa bao", "1 khay", "2 bao 25 kg"])
def test_what_is_no_whole_number_of_a_thing_is_no_handover(me, helper, rice):
    case = make_case()
    take(case, helper)
    given = {"given-rice": rice, "pack-rice": "bag_5kg", "given-milk": "4"}
    me.post("cases.help", given, status=422, public_id=case.public_id)
    assert re.search(rf'name="given-rice"[^>]*value="{rice}"', me.last.text) and 'bag_5kg" selected' in me.last.text
    assert state(case) == "claimed"


def test_nothing_at_all_is_no_handover(me, helper):
    case = make_case()
    take(case, helper)
    me.post("cases.help", {"given-rice": "0", "given-milk": "0"}, status=422, public_id=case.public_id)
    assert "ít nhất một thứ" in me.last.text
    assert state(case) == "claimed"


def test_the_delivery_code_proves_a_full_handover_at_once(me, helper):
    case = make_case()
    hold(case, helper)
    given = {"given-rice": "10", "given-milk": "4", "code": f" {code_of(case)} "}
    me.post("cases.help", given, public_id=case.public_id)
    assert state(case) == "confirmed"


def test_a_wrong_code_records_nothing_and_keeps_what_was_typed(me, helper):
    case = make_case()
    hold(case, helper)
    given = {"given-rice": "7", "given-milk": "4", "code": wrong(code_of(case))}
    me.post("cases.help", given, status=422, public_id=case.public_id)
    assert "Mã này không đúng" in me.last.text
    assert re.search(r'name="given-rice"[^>]*value="7"', me.last.text)
    assert state(case) == "claimed"
    assert db.session.scalars(sa.select(Handover)).all() == []


def test_after_five_wrong_codes_not_even_the_right_one_counts(me, helper):
    case = make_case()
    hold(case, helper)
    given = {"given-rice": "10", "given-milk": "4"}
    for _ in range(5):
        me.post("cases.help", given | {"code": wrong(code_of(case))}, status=422, public_id=case.public_id)
    me.post("cases.help", given | {"code": code_of(case)}, status=422, public_id=case.public_id)
    assert "thử quá nhiều mã" in me.last.text
    me.post("cases.help", given, public_id=case.public_id)
    assert state(case) == "helped"


def test_handing_over_after_the_time_is_over_is_told_kindly(me, helper, clock):
    case = make_case()
    take(case, helper)
    clock.forward(hours=25)
    me.post("cases.help", {"given-rice": "1"}, status=409, public_id=case.public_id)
    assert "đã hết thời gian" in me.last.text


# --- My cases ---------------------------------------------------------------------------------------------


def test_without_a_case_the_page_leads_to_somebody_to_help(me):
    me.get("cases.taken")
    assert re.search(r'class="btn" href="/cases/nearby"', me.last.text)


def test_my_cases_show_time_left_and_the_next_step_and_what_was_before(me, helper, clock):
    for end in ("released", "helped", "lapsed"):
        case = make_case()
        hold(case, helper)
        if end == "released":
            me.post("cases.release", {"reason": "no_time"}, public_id=case.public_id)
        elif end == "helped":
            me.post("cases.help", {"given-rice": "10", "given-milk": "4"}, public_id=case.public_id)
    clock.forward(hours=25)
    case = make_case(urgency=2)
    take(case, helper)
    me.get("cases.taken")
    assert "còn 4 giờ" in me.last.text
    for words in ("Đã trả lại", "Đã trao đủ", "Hết thời gian giữ"):
        assert words in me.last.text


def test_my_cases_are_mine_alone(me, helper, app):
    case = make_case("claimed")
    me.get("cases.taken")
    assert case.public_id not in me.last.text
    Visit(app).get("cases.taken", status=303)


# --- Counts -----------------------------------------------------------------------------------------------


def test_the_counts_of_the_map_never_drift_whatever_happens_to_cases(app, clock):
    helpers = [make_person(verified=True) for _ in range(2)]
    moderator = Actor(make_person("moderator"))
    spots = [BEN_THANH, geo.Point(10.80, 106.72), geo.Point(21.03, 105.85)]
    steps = {
        "post": lambda case, who: make_case("pending_review", point=spots[case.id % 3] if case else BEN_THANH),
        "approve": lambda case, who: actions.approve(case, moderator),
        "reject": lambda case, who: actions.reject(case, moderator, "joke"),
        "claim": lambda case, who: claim_actions.claim(case_view.of(case, Actor(who))),
        "release": lambda case, who: claim_actions.release(case_view.of(case, Actor(who)), "no_time"),
        "set_out": lambda case, who: claim_actions.set_out(case_view.of(case, Actor(who))),
        "part": lambda case, who: handover.hand_over(case_view.of(case, Actor(who)), {"rice": 3}),
        "all": lambda case, who: handover.hand_over(case_view.of(case, Actor(who)), {"rice": 99, "milk": 99}),
        "look": lambda case, who: disclosures.reveal(case_view.of(case, Actor(who)), "to deliver"),
        "cannot_reach": lambda case, who: claim_actions.cannot_reach(case_view.of(case, Actor(who)), "no_answer"),
        "confirm": lambda case, who: handover.confirm(case),
        "dispute": lambda case, who: handover.dispute(case),
        "withdraw": lambda case, who: actions.withdraw(case),
        "still_needed": lambda case, who: actions.still_needed(case),
        "urgency": lambda case, who: actions.correct(case, moderator, urgency=(case.urgency + 1) % 4),
        "lapse": lambda case, who: transitions.move(case, "lapse", THE_CLOCK),
        "expire": lambda case, who: transitions.move(case, "expire", THE_CLOCK),
        "later": lambda case, who: clock.forward(hours=13),
    }
    moves = st.tuples(st.sampled_from(sorted(steps)), st.integers(0, 7), st.integers(0, 1))

    @settings(max_examples=25, deadline=None)
    @given(st.lists(moves, min_size=5, max_size=25))
    def lives(history):
        for verb, number, who in history:
            ids = list(db.session.scalars(sa.select(Case.id).order_by(Case.id.desc()).limit(8)))
            if verb == "post" or not ids:
                steps["post"](db.session.get(Case, ids[0]) if ids else None, None)
                continue
            try:
                with db.transaction():
                    steps[verb](db.session.get(Case, ids[number % len(ids)]), helpers[who])
            except ConnectError:
                pass
        with db.transaction():
            assert cell_counts.recount() == 0

    lives()


def test_a_disclosure_cannot_be_had_without_its_record(app, helper):
    case = make_case()
    take(case, helper)
    with pytest.raises(ZeroDivisionError), db.transaction():
        disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
        raise ZeroDivisionError
    assert db.session.scalars(sa.select(Disclosure)).all() == []


def test_a_service_number_is_dialled_without_the_country_code_and_gets_no_message(me, helper):
    case = make_case(phone="+8419006448")
    take(case, helper)
    page = me.post("cases.contact", public_id=case.public_id, status=200).text
    assert 'href="tel:19006448"' in page and "sms:" not in page
