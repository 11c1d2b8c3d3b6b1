"""The word of new messages in a download, and its end with the case."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.cases.models import Case
from connect.messages.word.models import MessageWord
from connect.registry import personal_data
from connect.registry.personal_data import part, plain


@part("message_words", "message_words", of="case")
def _told(case: Case) -> list[dict[str, Any]]:
    """When word of new messages went to the requester; what went to helpers is theirs."""
    mine = sa.select(MessageWord).where(MessageWord.case_id == case.id, MessageWord.claim_id == 0)
    return [{"medium": one.medium, "at": plain(one.due_at)} for one in db.session.scalars(mine)]


@personal_data.erasure("message_words", of="case")
def _case_wiped(case: Case) -> None:
    db.session.execute(sa.delete(MessageWord).where(MessageWord.case_id == case.id))
