"""Asking the other side: on its own page, and by one message where it has agreed to messages.

A row of the ledger is a story and the side that is asked; each side is told once, however often the words change.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.cases.models import CaseSecret
from connect.cases.word import queries as word
from connect.deliveries.contacts import actions as contacts, persons
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.stories import rules
from connect.stories.models import Story, StorySecret
from connect.stories.rules import By, State

KIND = "story_asks"


def tell(story: Story, secret: StorySecret) -> None:
    """Writes down that the side which is asked now is to be told, once, where it listens."""
    side = rules.other(story.written_by)
    row = story.id * 2 + (side == By.HELPER)
    told = persons.browsers(secret.helper_id) if side == By.HELPER else _of_requester(secret)
    if told and not sent.dispatch(KIND, row):
        over = clock.now() + rules.SILENCE
        ledger.publish(KIND, row, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=over, only=told)


def _of_requester(secret: StorySecret) -> list[int]:
    of_case = db.session.get(CaseSecret, secret.case_id or 0)
    if of_case is None or of_case.wiped_at is not None:
        return []
    told = word.browsers(of_case)
    if word.by_sms(of_case):
        told.append(contacts.held(word.HELD_BY, of_case.case_id, "sms", of_case.lang).id)
    return told


def audience(row: int, low: int, high: int) -> sa.Select[int]:
    """The contacts of the side that is asked, within a range."""
    mine = StorySecret.story_id == row // 2
    if row % 2:
        whose = sa.select(StorySecret.helper_id).where(mine).scalar_subquery()
        return sa.select(Contact.id).where(Contact.id.between(low, high), Contact.person_id == whose, *persons.LISTENS)
    return word.of_case(sa.select(StorySecret.case_id).where(mine).scalar_subquery(), low, high)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """That there is news, where the side is still asked. No message holds a word of any help."""
    return [_message(one) for one in asked]


def _message(asked: Asked) -> Said | None:
    story = db.session.get(Story, asked.row // 2, populate_existing=True)
    side = By.HELPER if asked.row % 2 else By.REQUESTER
    if story is None or story.state != State.ASKED or story.written_by == side:
        return None
    secret = db.session.get_one(StorySecret, story.id, populate_existing=True)
    return _to_helper(asked, secret) if side == By.HELPER else _to_requester(asked, secret)


def _to_helper(asked: Asked, secret: StorySecret) -> Said | None:
    contact = db.session.get(Contact, asked.contact_id, populate_existing=True)
    if contact is None or contact.person_id != secret.helper_id:
        return None
    with force_locale(asked.lang):
        title = _("%(site)s: there is news", site=config.current().site_name)
        return Said("", title, web.path_to("stories.told"))


def _to_requester(asked: Asked, secret: StorySecret) -> Said | None:
    of_case = db.session.get(CaseSecret, secret.case_id or 0, populate_existing=True)
    if of_case is None or of_case.wiped_at is not None or not word.may_tell(asked, of_case):
        return None
    token, site = of_case.link_token, config.current().site_name
    with force_locale(of_case.lang):
        if asked.medium == "sms":
            link = web.link_to("cases.mine", token=token)
            return Said(_("%(site)s: there is news: %(link)s", site=site, link=link), to=word.own_number(of_case))
        return Said("", _("%(site)s: there is news", site=site), word.path_of(token))


owners.announce(KIND, audience=audience, voice=voice)
