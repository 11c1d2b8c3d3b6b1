"""R2: one side of a help wants to speak for both, to change what was agreed to, or to bring back what was taken down.

The helper by the requester's link, from a second browser, in the other side's own browser; somebody with a link or a
case of others; other words after the yes; publishing what was withdrawn; erasing the account and coming back.
"""

import sqlalchemy as sa

from connect import db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.cases.models import CaseSecret
from connect.stories import queries
from connect.stories.models import Story
from connect.stories.rules import State
from tests.attacks.stage import Stage
from tests.builders import make_case, tell_a_story
from tests.socket.browser import Browser

YES, OTHER_WORDS = {"agrees": "y"}, {"words": "Tôi tự làm hết, gửi tiền cho tôi nhé.", "agrees": "y"}


def attack(stage: Stage) -> None:
    helper, number = stage.signed_in(verified=True)
    with stage.context():
        story = tell_a_story(db.session.get_one(Person, number))
        public_id, token = story.public_id, _link(queries.secret_of(story).case_id)
        case = make_case("confirmed")
        others, other_link = case.public_id, _link(case.id)
    told, mine = f"/stories/told/{public_id}", f"/stories/mine/{token}/{public_id}"
    _nobody_speaks_for_both(stage, helper, told, mine, other_link)
    _no_story_of_what_others_gave(stage, helper, others, other_link)
    _what_was_agreed_to_stands(stage, helper, told, mine)
    _what_was_taken_down_stays_down(stage, helper, told, mine, token)
    _erased_and_back(stage)


def _link(case_id: int | None) -> str:
    return db.session.get_one(CaseSecret, case_id).link_token


def _state(stage: Stage, path: str) -> str:
    return str(stage.value("SELECT state FROM stories WHERE public_id = :id", id=path.rpartition("/")[2]))


def _nobody_speaks_for_both(stage: Stage, helper: Browser, told: str, mine: str, other_link: str) -> None:
    """The requester has asked: the helper says yes by that link, and a stranger by another one."""
    stranger, home = stage.browser(), stage.browser()
    for path in (mine, f"{mine}/agree", f"{mine}/words"):
        assert helper.post(path, YES, form="/accounts/me").status in (404, 405), "the helper is let in by the link"
    foreign = mine.replace(mine.split("/")[3], other_link)
    assert stranger.get(foreign).status == 404, "a link opens the story of another request"
    assert home.post(f"{mine}/agree", YES, form=mine).status == 409, "the writer agrees for the other side"
    assert _state(stage, told) == State.ASKED


def _no_story_of_what_others_gave(stage: Stage, helper: Browser, case: str, link: str) -> None:
    for path in (f"/stories/of/{case}", "/stories/of/ZZZZZZZZ"):
        assert helper.get(path).status == 404 and helper.post(path, OTHER_WORDS, form="/accounts/me").status == 404
    made_up = stage.browser().post(f"/stories/mine/{'c' * 26}", OTHER_WORDS, form="/cases/ask")
    assert made_up.status == 404 and stage.value("SELECT count(*) FROM stories") == 1
    assert stage.browser().get(f"/stories/mine/{link}").status == 200, "an honest link finds nothing"


def _what_was_agreed_to_stands(stage: Stage, helper: Browser, told: str, mine: str) -> None:
    """Other words after the yes of both: by the helper, by the requester, before and after it is published."""
    assert helper.post(f"{told}/agree", YES, form=told).status == 303, helper.get(told).words[:300]
    moderator, _ = stage.signed_in("moderator", area="79")
    elsewhere, _ = stage.signed_in("moderator", area="01")
    desk = f"/stories/desk/{told.rpartition('/')[2]}"
    assert elsewhere.post(f"{desk}/publish", {}, form="/accounts/me").status == 404, "another province publishes"
    assert helper.post(f"{desk}/publish", {}, form="/accounts/me").status == 403, "a helper publishes"
    for then in ("pending", "published"):
        assert _state(stage, told) == then
        for who, path in ((helper, told), (stage.browser(), mine)):
            for verb in ("words", "ask", "agree", "discard"):
                answer = who.post(f"{path}/{verb}", OTHER_WORDS, form=path)
                assert answer.status == 409, f"{then}: {verb} by {path} is {answer.status}"
        if then == "pending":
            assert moderator.post(f"{desk}/publish", {}, form=desk).status == 303
    assert "gửi tiền" not in str(stage.value("SELECT words FROM stories"))


def _what_was_taken_down_stays_down(stage: Stage, helper: Browser, told: str, mine: str, token: str) -> None:
    home = stage.browser()
    assert home.post(f"{mine}/withdraw", {}, form=mine).status == 303
    moderator, _ = stage.signed_in("moderator", area="79")
    desk = f"/stories/desk/{told.rpartition('/')[2]}"
    ways = (
        (moderator, desk, ("publish", "return")),
        (helper, told, ("ask", "agree")),
        (home, mine, ("agree", "words")),
    )
    for who, path, verbs in ways:
        for verb in verbs:
            form = "/cases/ask" if who is home else "/accounts/me"  # the story's own page has no form any more
            answer = who.post(f"{path}/{verb}", {**OTHER_WORDS, "reason": "names"}, form=form)
            assert answer.status == 409, f"{path}/{verb}: {answer.status}"
    again = {**OTHER_WORDS, "reach": "story"}
    assert home.post(f"/stories/mine/{token}", again, form=f"/stories/mine/{token}").status == 422, "told once more"
    assert (_state(stage, told), stage.value("SELECT words FROM stories")) == (State.WITHDRAWN, "")


def _erased_and_back(stage: Stage) -> None:
    """A helper erases the account, and comes back with the same phone: neither the story nor the help is theirs."""
    _helper, number = stage.signed_in(verified=True)
    with stage.context():
        person = db.session.get_one(Person, number)
        story, phone = tell_a_story(person, agreed=True), person.phone
        public_id = story.public_id
        (case,) = db.session.scalars(
            sa.select(CaseSecret.case_id).where(CaseSecret.case_id == queries.secret_of(story).case_id)
        )
    with stage.context(), db.transaction():
        accounts.erase(db.session.get_one(Person, number))
    assert _state(stage, f"/{public_id}") == State.WITHDRAWN
    back, _ = stage.signed_in(verified=True, phone=phone)
    assert back.get(f"/stories/told/{public_id}").status == 404 and public_id not in back.get("/stories/told").text
    code = stage.value("SELECT public_id FROM cases WHERE id = :id", id=case)
    assert back.get(f"/stories/of/{code}").status == 404
    with stage.context():
        assert db.session.scalars(sa.select(Story.words).where(Story.public_id == public_id)).all() == [""]
