"""Báo xấu: anybody reports, many independent voices have a request looked at again, and nobody alone hides anything."""

import sqlalchemy as sa
from flask import Flask
from hypothesis import given, strategies as st

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, queries as cases
from connect.cases.models import Case
from connect.moderation import jobs
from connect.moderation.models import AbuseReport
from connect.moderation.queue import work_queue
from connect.moderation.reports import actions as reports, queries
from connect.moderation.reports.report_weight import WeighedReport, enough, independent
from connect.registry import retention
from connect.registry.reports import Reported
from tests.builders import details, make_case, make_channel, make_notice, make_person, post_case
from tests.statements import statements_of
from tests.visit import Visit

FIELDS = st.sampled_from("abcd")
REPORTS = st.builds(
    WeighedReport, st.integers(), FIELDS, FIELDS, st.none() | st.integers(1, 4), st.integers(0, 2)
)  # fmt: skip


@given(st.lists(REPORTS, max_size=30), st.sampled_from(["device", "network", "person_id"]), st.integers(1, 5))
def test_no_single_browser_network_or_account_can_hide_a_request(
    found: list[WeighedReport], what: str, most: int
) -> None:
    for one in {getattr(voice, what) for voice in found} - {None}:
        assert not enough([voice for voice in found if getattr(voice, what) == one], most)


@given(st.lists(REPORTS, max_size=30))
def test_the_voices_that_count_share_nothing(found: list[WeighedReport]) -> None:
    chosen = independent(found)
    for what in ("device", "network"):
        assert len({getattr(voice, what) for voice in chosen}) == len(chosen)
    people = [voice.person_id for voice in chosen if voice.person_id]
    assert len(set(people)) == len(people)


def tell(case: Case, number: int, network: int | None = None, by: object = None, reason: str = "fraud") -> object:
    subject = Reported("case", case.public_id, case.area_id, case.urgency)
    with db.transaction():
        return reports.report(
            subject, reason, "", device=f"d{number}", network=f"n{number if network is None else network}", by=by
        )  # fmt: skip


def state(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id).state


def test_three_independent_reports_take_a_request_off_the_list_for_a_look(app: Flask) -> None:
    case = make_case()
    tell(case, 1), tell(case, 2)
    assert state(case) == "open"
    tell(case, 3)
    assert state(case) == "pending_review"
    assert [(e.verb, e.reason) for e in cases.history(case)][-1] == ("hold", "reports")


def test_a_flood_from_one_network_hides_nothing(app: Flask) -> None:
    case = make_case()
    for number in range(40):
        tell(case, number, network=7)
    assert state(case) == "open"


def test_however_many_reports_there_are_one_more_asks_the_database_the_same(app: Flask) -> None:
    """It is asked in the writer's turn: 200 reports that were weighed one by one had the others wait for seconds."""
    new, flooded, reporter = make_case(), make_case(), make_person()
    tell(new, 1), tell(flooded, 1, by=reporter)
    report = {"kind": "case", "area_id": new.area_id, "urgency": 1, "reason": "joke", "words_sealed": b""}
    report |= {"subject": flooded.public_id, "network": "n9", "at": flooded.waiting_since}
    with db.transaction():
        db.session.execute(sa.insert(AbuseReport), [{**report, "device": f"e{number}"} for number in range(200)])
    with statements_of(app) as few:
        tell(new, 2, network=9)
    with statements_of(app) as many:
        tell(flooded, 2, network=9)
    assert len(many) <= len(few) + 1  # the roles of whoever reports with an account
    assert len(queries.unanswered("case", flooded.public_id)) == 1 + queries.MOST_OF_NETWORK


def test_one_browser_or_person_counts_once_for_a_request(app: Flask) -> None:
    case, person = make_case(), make_person(verified=True)
    assert tell(case, 1) is not None
    assert tell(case, 1, network=5) is None
    assert tell(case, 2, by=person) is not None
    assert tell(case, 3, by=person) is None


def test_somebody_verified_counts_twice_and_who_made_one_up_not_at_all(app: Flask) -> None:
    moderator, liar = make_person("moderator"), make_person()
    other = make_case()
    tell(other, 9, by=liar)
    with db.transaction():
        reports.settle(queries.waiting(other.public_id, moderator), moderator, "false")
    case = make_case()
    tell(case, 1, by=liar), tell(case, 9, network=8), tell(case, 2)
    assert state(case) == "open"
    tell(case, 3, by=make_person(verified=True))
    assert state(case) == "pending_review"


def test_a_helper_on_the_way_keeps_it_and_it_is_hidden_once_her_time_is_over(app: Flask, clock) -> None:
    case = make_case("claimed")
    for number in range(3):
        tell(case, number)
    assert state(case) == "claimed"
    assert jobs.hide_reported() == 0
    clock.forward(hours=25)
    assert jobs.hide_reported() == 1
    assert state(case) == "pending_review"


def test_a_life_in_danger_is_never_hidden_by_strangers_but_comes_first(app: Flask) -> None:
    case, moderator = make_case(urgency=3), make_person("moderator")
    for number in range(9):
        tell(case, number)
    assert state(case) == "open"
    item = work_queue.free(moderator)[0]
    assert (item.kind, item.public_id, item.urgency) == ("report", case.public_id, 3)


def test_a_moderators_answer_is_kept_and_the_same_reports_do_not_hide_it_again(visit: Visit) -> None:
    case, moderator = make_case(), make_person("moderator")
    for number in range(3):
        tell(case, number)
    assert work_queue.counts(moderator) == {"review": 1}
    visit.as_(moderator).post("moderation.approve", public_id=case.public_id)
    assert state(case) == "open"
    assert {one.verdict for one in db.session.query(AbuseReport)} == {"unfounded"}
    tell(case, 4)
    assert state(case) == "open"


def refuse_reports(case: Case, moderator: Person) -> None:
    with db.transaction():
        reports.settle(queries.waiting(case.public_id, moderator), moderator, "unfounded")


def test_a_moderators_no_holds_for_three_days_and_not_beyond_a_change_of_the_words(app: Flask, clock) -> None:
    case, other, moderator = make_case(), make_case(), make_person("moderator")
    for one, days in ((case, 3), (other, 0)):
        tell(one, 1), refuse_reports(one, moderator)
        with db.transaction():
            clock.forward(minutes=5)
            actions.edit(other, details())
        for number in range(10 * days + 10, 10 * days + 13):
            tell(one, number)
        assert state(one) == ("open" if days else "pending_review")
    clock.forward(days=3)
    assert jobs.hide_reported() == 1
    assert state(case) == "pending_review"


def test_each_no_halves_what_comes_from_the_same_network_and_a_yes_gives_it_back(app: Flask) -> None:
    moderator, weights = make_person("moderator"), []
    for number, verdict in enumerate(("unfounded", "false", "upheld", "upheld", "upheld", "upheld")):
        case = make_case()
        weights += queries.weights([tell(case, number, network=1)])
        with db.transaction():
            reports.settle(queries.waiting(case.public_id, moderator), moderator, verdict)
    assert weights == [1, 1 / 2, 1 / 8, 1 / 4, 1 / 2, 1]
    assert queries.weights([tell(make_case(), 99, network=1, by=make_person())]) == [1]  # accounts answer alone


def test_a_rejection_says_that_the_reporters_were_right(visit: Visit) -> None:
    case = make_case()
    tell(case, 1)
    visit.as_(make_person("moderator")).post("moderation.reject", {"reason": "fraud"}, public_id=case.public_id)
    db.session.rollback()
    assert [one.verdict for one in db.session.query(AbuseReport)] == ["upheld"]


def test_who_reported_is_forgotten_after_a_while(app: Flask, clock) -> None:
    case, moderator = make_case(), make_person("moderator")
    tell(case, 1, by=make_person())
    with db.transaction():
        reports.settle(queries.waiting(case.public_id, moderator), moderator, "upheld")
    assert retention.run()["reporters"] == 0
    clock.forward(days=91)
    assert retention.run()["reporters"] == 1
    one = db.session.query(AbuseReport).one()
    assert (one.network, one.reporter_id, one.verdict) == ("", None, "upheld")


# --- Pages ------------------------------------------------------------------------------------------------


def send(visit: Visit, endpoint: str = "moderation.report", status: int = 303, **values: object) -> None:
    visit.post(endpoint, {"reason": "fraud", "words": "Đòi chuyển tiền"}, status=status, **values)


def test_anybody_reports_a_request_without_an_account_and_reads_the_same_thanks_twice(visit: Visit) -> None:
    case = make_case()
    assert f"/moderation/report/{case.public_id}" in visit.get("cases.show", public_id=case.public_id).text
    visit.get("moderation.report", public_id=case.public_id)
    send(visit, public_id=case.public_id)
    first = visit.follow().text
    send(visit, public_id=case.public_id)
    assert "Cảm ơn" in first
    assert visit.last.location.endswith("/report/thanks")
    db.session.rollback()
    one = db.session.query(AbuseReport).one()
    assert (one.kind, one.reason, one.words) == ("case", "fraud", "Đòi chuyển tiền")


def test_what_is_missing_is_said_and_the_words_stay(visit: Visit) -> None:
    case = make_case()
    answer = visit.post("moderation.report", {"words": "Tôi thấy lạ"}, status=422, public_id=case.public_id)
    assert "Tôi thấy lạ" in answer.text


def test_too_many_reports_of_one_browser_are_stopped_with_the_words_kept(visit: Visit) -> None:
    case = make_case()
    visit.get("moderation.report", public_id=case.public_id)
    for _ in range(20):
        send(visit, public_id=case.public_id)
    send(visit, status=429, public_id=case.public_id)
    assert "Đòi chuyển tiền" in visit.last.text


def test_what_one_may_not_see_cannot_be_reported(visit: Visit) -> None:
    visit.get("moderation.report", status=404, public_id=post_case()[0].public_id)
    visit.get("moderation.report_notice", status=404, about="made-up")
    visit.get("moderation.report_helper", status=404, token="a" * 26)


def test_the_requester_reports_her_helper_by_her_own_link(visit: Visit) -> None:
    helper = make_person(verified=True)
    case, token = post_case()
    visit.get("moderation.report_helper", status=404, token=token)
    moderator = make_person("moderator")
    visit.as_(moderator).post("moderation.approve", public_id=case.public_id)
    visit.as_(helper).post("cases.claim", public_id=case.public_id)
    page = visit.get("cases.mine", token=token).text
    assert f"/moderation/report/helper/{token}" in page
    assert helper.public_id not in page
    assert helper.public_id not in visit.get("moderation.report_helper", token=token).text
    send(visit, "moderation.report_helper", token=token)
    db.session.rollback()
    assert db.session.query(AbuseReport).one().subject == helper.public_id


def test_a_notice_is_reported_from_its_page_to_the_moderators_of_its_area(visit: Visit) -> None:
    notice = make_notice(make_channel("79"), "79")
    text = visit.get("notices.show", public_id=notice.public_id).text
    send(
        visit, text.split('href="/moderation/report/notice/')[1].split('"')[0].join(["/moderation/report/notice/", ""])
    )
    visit.as_(make_person("moderator", area="79")).get("moderation.reported", public_id=notice.public_id)
    visit.as_(make_person("moderator", area="01")).get("moderation.reported", status=404, public_id=notice.public_id)


def test_the_moderator_reads_and_answers_and_the_next_opens(visit: Visit) -> None:
    case = make_case(words="Xin ck cho em 500k")
    tell(case, 1, reason="money_only"), tell(case, 2, network=1)
    visit.as_(make_person("moderator"))
    assert "Bị báo xấu" in visit.get("moderation.queue").text
    text = visit.get("moderation.reported", public_id=case.public_id).text
    assert "Chỉ xin tiền" in text
    assert "xin tiền" in text
    visit.post("moderation.settle", {"verdict": "unfounded"}, public_id=case.public_id)
    assert visit.last.location.endswith("/moderation/")
    visit.get("moderation.reported", status=303, public_id=case.public_id)
    assert state(case) == "open"
