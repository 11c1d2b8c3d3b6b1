"""The fate of pictures: told with the messages, gone with the case or the account."""

import sqlalchemy as sa

from connect.accounts.models import Person
from connect.cases.models import Case
from connect.messages.models import Message, Thread
from connect.messages.pictures import actions
from connect.registry import personal_data


@personal_data.erasure("message_pictures", of="case")
def _case_wiped(case: Case) -> None:
    """Deletes the pictures of all threads of a case, rows in its transaction and files after it."""
    mine = sa.select(Thread.id).where(Thread.case_id == case.id)
    actions.remove(Message.thread_id.in_(mine))


@personal_data.erasure("message_pictures")
def _account_erased(person: Person) -> None:
    actions.remove(Message.person_id == person.id)


personal_data.fate("message_pictures", told="named with the messages; the thread itself shows them while it may")
