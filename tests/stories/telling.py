"""A confirmed help with its two sides, and the way of its story up to any state."""

from dataclasses import dataclass

from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases.models import Case, CaseSecret
from connect.stories import queries
from connect.stories.models import Story
from tests.builders import make_case, make_person
from tests.visit import Visit

WORDS = "Mưa suốt ba ngày, cô mang gạo qua cầu khỉ. Nhà tôi nhớ mãi."
YES = {"agrees": "y"}


@dataclass
class Help:
    """A case that was helped and confirmed; the requester's browser and the helper's."""

    case: Case
    token: str
    helper: Person
    home: Visit
    away: Visit

    @property
    def story(self) -> Story:
        """Its one story, as the database has it."""
        db.session.expire_all()
        return queries.of_case(db.session.get_one(Case, self.case.id))[0]

    def mine(self, page: str = "mine_story") -> dict[str, str]:
        """What the requester's page of the story needs."""
        return {"endpoint": f"stories.{page}", "token": self.token, "story_id": self.story.public_id}

    def told(self, page: str = "told_story") -> dict[str, str]:
        """What the helper's page of the story needs."""
        return {"endpoint": f"stories.{page}", "public_id": self.story.public_id}

    def write(self) -> Story:
        """The requester writes a draft."""
        words = {"words": WORDS, "reach": "story"}
        self.home.post("stories.mine", words, token=self.token)
        return self.story

    def ask(self) -> Story:
        """The requester asks the helper."""
        self.write()
        self.home.post(data=YES, verb="ask", **self.mine("mine_act"))
        return self.story

    def agree(self) -> Story:
        """Both sides agree."""
        self.ask()
        self.away.post(data=YES, verb="agree", **self.told("told_act"))
        return self.story


def a_help(app: Flask, lang: str = "en", **over: object) -> Help:
    """A help, confirmed by its requester."""
    helper = make_person(verified=True)
    case = make_case("confirmed", helper=helper, **over)
    token = db.session.get_one(CaseSecret, case.id).link_token
    return Help(case, token, helper, Visit(app, lang), Visit(app, lang).as_(helper))


def publish(app: Flask, one: Help) -> Story:
    """A story that a moderator of the area published."""
    one.agree()
    desk = Visit(app, "en").as_(make_person("moderator", "79"))
    desk.post("stories.desk_decide", public_id=one.story.public_id, verb="publish")
    return one.story
