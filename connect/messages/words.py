"""The words of conversation, in the reader's language."""

from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l

from connect import formatting
from connect.messages import rules
from connect.messages.rules import Closed, Side

WHY_CLOSED = {
    Closed.WIPED: _l("The messages of this request are deleted."),
    Closed.READS: _l("You read this because it was reported. Only its two sides write here."),
    Closed.UNCHECKED: _l("You can read and write here again once your check is renewed."),
    Closed.STOPPED: _l("This conversation was ended."),
    Closed.WITHDRAWN: _l("The request was taken back: nothing more is needed."),
    Closed.MERGED: _l("The request was put together with another one. The conversation goes on there."),
    Closed.LAPSED: _l("The time of this help has run out, so this conversation is closed."),
    Closed.RELEASED: _l("The request was given back, so this conversation is closed."),
    Closed.DISPUTED: _l("What was needed has not arrived, so this conversation is closed."),
    Closed.ENDED: _l("More than 72 hours have passed since the handover, so this conversation is closed."),
    Closed.OVER: _l("This help has come to its end, so this conversation is closed."),
}
WHO = {
    Side.REQUESTER: _l("Who asked for help"),
    Side.HELPER: _l("Helper"),
    Side.SECOND: _l("Second helper"),
    Side.MODERATOR: _l("Moderator"),
    Side.SITE: _l("This site"),
}


def too_many(most: int, again_at: datetime) -> str:
    """Says that a limit is reached, and when it goes on."""
    at = formatting.hour(again_at)
    if most == rules.A_DAY:
        return _("That were %(most)s messages in a day. It goes on at %(at)s; your words stay here.", most=most, at=at)
    return _("That were %(most)s messages in a minute. It goes on at %(at)s; your words stay here.", most=most, at=at)
