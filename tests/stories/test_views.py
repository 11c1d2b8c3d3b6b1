"""The two sides of a story: thanks to one alone, a draft, a question, a yes each for itself, and its end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.cases import rules as case_rules, transitions, wiping
from connect.cases.models import Case, CaseSecret
from connect.stories import queries, rules
from connect.stories.models import Story, StoryConsent, StorySecret, Thanks
from connect.stories.rules import By, State
from tests.builders import make_case, make_person
from tests.stories.telling import WORDS, YES, Help, a_help, publish
from tests.visit import Visit


@pytest.fixture
def one(app: Flask) -> Help:
    return a_help(app)


def test_thanks_stay_with_the_helper_alone_unless_a_story_is_chosen(app: Flask, one: Help) -> None:
    assert "Say thank you" in one.home.get("cases.mine", token=one.token).text
    one.home.post("stories.mine", {"words": WORDS, "reach": "private"}, token=one.token)
    assert not db.session.scalar(sa.select(Story.id))
    assert WORDS in one.away.get("cases.show", public_id=one.case.public_id).text
    assert WORDS not in Visit(app).get("cases.show", public_id=one.case.public_id).text
    other = Visit(app).as_(make_person(verified=True))
    assert WORDS not in other.get("cases.show", public_id=one.case.public_id).text
    assert WORDS.encode() not in db.session.scalars(sa.select(Thanks.words_sealed)).one()
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, one.case.id))
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(Thanks))


@pytest.mark.parametrize(("typed", "why"), [
    ({"words": ""}, "at least a sentence"), ({"words": " \u200b\n "}, "at least a sentence"),
    ({"words": "a" * 1501}, "1,501"), ({"words": "0912 345 678", "reach": "story"}, "Nothing of this can be shown"),
])  # fmt: skip
def test_words_that_cannot_be_sent_are_kept_and_told_why(one: Help, typed: dict[str, str], why: str) -> None:
    answer = one.home.post("stories.mine", typed, 422, token=one.token)
    assert why in answer.text and (typed["words"].strip(" \u200b\n") or "<textarea") in answer.text


def test_the_writer_sees_what_is_covered_and_it_is_kept_nowhere(one: Help) -> None:
    secret = "Cảm ơn cô Hạnh, số 12 hẻm 45 đường Lê Lợi, gọi 0912 345 678 nhé. Lan."
    one.home.post("stories.mine", {"words": secret, "reach": "story"}, token=one.token)
    page = one.home.get(**one.mine()).text
    for hidden in ("Hạnh", "hẻm 45", "0912", "Lan."):
        assert hidden not in page and hidden not in one.story.words, hidden
    assert "▒▒▒" in page and "something is covered" in page


def test_nothing_in_what_is_told_leads_to_the_case(app: Flask, one: Help) -> None:
    story = publish(app, one)
    claim = queries.helps(one.case)[0]
    assert story.week == rules.week_of(queries.local_day(claim.ended_at))
    assert story.shown_from - claim.ended_at >= rules.REST
    assert clock.now() < story.shown_from and story.shown_from.minute == 0
    assert {key.column.table.name for key in Story.__table__.foreign_keys} == {"areas"}


def test_a_ward_is_told_of_only_where_five_were_helped_in_that_month(app: Flask, one: Help) -> None:
    assert one.write().area.kind in ("city", "province")
    for _ in range(4):
        make_case("confirmed")
    assert a_help(app).write().area_id == one.case.area_id


def test_the_other_side_is_asked_changes_and_is_asked_again(app: Flask, one: Help) -> None:
    one.ask()
    assert "asks whether you agree" in one.away.get("cases.show", public_id=one.case.public_id).text
    assert one.away.get(**one.told("told_words")).status_code == 200
    one.away.post(data={"words": "Nước lên, chỉ mang gạo qua.", "agrees": "y"}, **one.told("told_words"))
    story = one.story
    assert (story.state, story.written_by, story.edition) == (State.ASKED, By.HELPER, 2)
    one.away.post(data=YES, status=409, verb="agree", **one.told("told_act"))
    assert "do you agree?" in one.home.get(**one.mine()).text
    one.home.post(data=YES, verb="agree", **one.mine("mine_act"))
    assert one.story.state == State.PENDING and set(queries.agreed(one.story)) == {By.HELPER, By.REQUESTER}
    desk = Visit(app, "en").as_(make_person("moderator", "79"))
    assert "Nước lên" in desk.get("stories.desk", public_id=story.public_id).text
    desk.post("stories.desk_decide", public_id=story.public_id, verb="publish")
    assert one.story.state == State.PUBLISHED


def test_a_yes_needs_its_tick_and_a_name_only_letters(one: Help) -> None:
    one.write()
    assert "Tick this" in one.home.post(data={}, status=422, verb="ask", **one.mine("mine_act")).text
    named = YES | {"first_name": "0912345678"}
    assert "Only a first name" in one.home.post(data=named, status=422, verb="ask", **one.mine("mine_act")).text
    assert one.story.state == State.DRAFT


def test_first_names_stand_only_if_both_gave_one(app: Flask, one: Help) -> None:
    one.write()
    one.home.post(data=YES | {"first_name": "Lan"}, verb="ask", **one.mine("mine_act"))
    one.away.post(data=YES | {"first_name": "Hạnh"}, verb="agree", **one.told("told_act"))
    desk = Visit(app).as_(make_person("moderator", "79"))
    desk.post("stories.desk_decide", public_id=one.story.public_id, verb="publish")
    assert (one.story.requester_name, one.story.helper_name) == ("Lan", "Hạnh")
    other = a_help(app)
    other.write()
    other.home.post(data=YES | {"first_name": "Lan"}, verb="ask", **other.mine("mine_act"))
    other.away.post(data=YES, verb="agree", **other.told("told_act"))
    desk.post("stories.desk_decide", public_id=other.story.public_id, verb="publish")
    assert (other.story.requester_name, other.story.helper_name) == (None, None)


def test_nobody_agrees_for_both_sides(app: Flask, one: Help) -> None:
    one.ask()
    one.away.get(status=404, **one.mine())  # the helper by the requester's link
    one.away.get("stories.mine", 404, token=one.token)
    Visit(app).as_(make_person(verified=True)).get(status=404, **one.told())
    Visit(app).get(status=404, **one.mine() | {"token": a_help(app).token})
    same_browser = one.home.as_(one.helper)
    assert "this very browser" in same_browser.post(data=YES, status=422, verb="agree", **one.told("told_act")).text
    assert one.story.state == State.ASKED


@pytest.mark.parametrize("guarded", [case_rules.SAFEGUARDED, case_rules.CLINICAL])
def test_of_a_protected_help_no_story_is_told(one: Help, guarded: int) -> None:
    with db.transaction():
        db.session.get_one(Case, one.case.id).guarded = guarded
    page = one.home.get("stories.mine", token=one.token).text
    assert "as a story" not in page
    one.home.post("stories.mine", {"words": WORDS, "reach": "story"}, 422, token=one.token)
    assert not db.session.scalar(sa.select(Story.id))


def test_a_helper_who_asked_for_the_help_has_no_story(one: Help) -> None:
    with db.transaction():
        person = db.session.get_one(Person, one.helper.id)
        person.give_phone(db.session.get_one(CaseSecret, one.case.id).phone)
    one.away.post("stories.of", {"words": WORDS}, 422, public_id=one.case.public_id)
    assert not db.session.scalar(sa.select(Story.id))


def test_before_the_help_is_confirmed_there_is_nothing_to_tell(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case("helped", helper=helper)
    token = db.session.get_one(CaseSecret, case.id).link_token
    Visit(app).get("stories.mine", 404, token=token)
    Visit(app).as_(helper).get("stories.of", 404, public_id=case.public_id)
    confirmed = make_case("confirmed")
    Visit(app).as_(helper).get("stories.of", 404, public_id=confirmed.public_id)


def test_a_help_is_told_once(one: Help) -> None:
    one.write()
    assert "already" in one.away.post("stories.of", {"words": WORDS}, 422, public_id=one.case.public_id).text
    one.away.get(status=303, endpoint="stories.of", public_id=one.case.public_id)


def test_silence_is_a_no_and_nothing_is_told_then(one: Help, monkeypatch: pytest.MonkeyPatch) -> None:
    one.ask()
    monkeypatch.setattr(rules, "SILENCE", timedelta(0))
    assert "Nobody answered" in one.home.get(**one.mine()).text
    one.away.post(data=YES, status=409, verb="agree", **one.told("told_act"))
    assert one.story.state == State.ASKED


@pytest.mark.parametrize("side", ["home", "away"])
def test_either_side_takes_it_down_for_ever(app: Flask, one: Help, side: str) -> None:
    publish(app, one)
    visit, address = (one.home, one.mine("mine_act")) if side == "home" else (one.away, one.told("told_act"))
    visit.post(verb="withdraw", **address)
    story = one.story
    assert (story.state, story.words, story.requester_name) == (State.WITHDRAWN, "", None)
    for verb in ("agree", "ask", "withdraw"):
        visit.post(data=YES, status=409, verb=verb, **address)
    Visit(app).as_(make_person("moderator", "79")).post(
        "stories.desk_decide", status=409, public_id=story.public_id, verb="publish"
    )
    one.home.post("stories.mine", {"words": WORDS, "reach": "story"}, 422, token=one.token)


def test_the_link_takes_a_story_down_after_the_wipe_by_the_clock(app: Flask, one: Help) -> None:
    public_id = publish(app, one).public_id
    address = one.mine("mine_act")
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, one.case.id), transitions.THE_CLOCK)
    secret = db.session.scalars(sa.select(StorySecret)).one()
    assert (secret.case_id, secret.claim_id, secret.phone_hash) == (None, None, "")
    assert WORDS[:40] in one.home.get("cases.mine", token=one.token).text
    Visit(app).post(data={}, status=404, verb="withdraw", **address | {"token": a_help(app).token})
    one.home.post(verb="withdraw", **address)
    assert queries.by_public_id(public_id).state == State.WITHDRAWN


def test_who_asks_to_be_deleted_takes_the_story_along(app: Flask, one: Help) -> None:
    public_id = publish(app, one).public_id
    assert WORDS[:40] in one.home.get("cases.mine_delete", token=one.token).text
    one.home.post("cases.mine_delete", token=one.token)
    assert queries.by_public_id(public_id).state == State.WITHDRAWN
    other = a_help(app)
    gone = publish(app, other).public_id
    with db.transaction():
        accounts.erase(db.session.get_one(Person, other.helper.id))
    db.session.expire_all()
    assert queries.by_public_id(gone).state == State.WITHDRAWN
    for table in (StorySecret, StoryConsent):
        left = sa.select(sa.func.count()).select_from(table)
        ids = sa.select(Story.id).where(Story.public_id == gone)
        assert db.session.scalar(left.where(table.story_id.in_(ids))) == 0


def test_a_draft_is_its_writers_alone_and_can_be_deleted(one: Help) -> None:
    one.write()
    page = one.away.get(**one.told()).text
    assert WORDS not in page
    one.away.post(status=409, verb="discard", **one.told("told_act"))
    one.home.post(verb="discard", **one.mine("mine_act"))
    assert not db.session.scalar(sa.select(Story.id))


def test_a_story_has_two_languages_if_somebody_likes(one: Help) -> None:
    typed = {"words": "The bridge was gone.", "words_other": "Cầu trôi mất.", "reach": "story"}
    one.home.post("stories.mine", typed, token=one.token)
    story = one.story
    assert (story.lang, story.lang_other, story.words_other) == ("en", "vi", "Cầu trôi mất.")


def test_a_helper_finds_the_own_stories_from_those_of_all(one: Help) -> None:
    one.ask()
    assert "/stories/told" in one.away.get("stories.feed").text
    assert "/stories/told" not in one.home.get("stories.feed").text
    assert one.story.public_id in one.away.get("stories.told").text
