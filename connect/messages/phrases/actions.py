"""Saying a phrase; with its move, where it carries one, in the same transaction."""

from flask_babel import lazy_gettext as _l

from connect.cases import actions as cases
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.cases.rules import Verb
from connect.errors import Conflict, RuleBroken
from connect.messages import actions, queries as messages
from connect.messages.actions import Said
from connect.messages.phrases import delivery_code, queries
from connect.messages.phrases.rules import Phrase
from connect.messages.rules import Kind, Side
from connect.messages.seats import Seat
from connect.web.limits.client_fingerprint import Seen


def say(seat: Seat, one: Phrase, key: str, *, with_move: bool, seen: Seen) -> Said:
    """Says a phrase. `with_move`: its move was asked for, and goes first, by the door of cases.

    The same key again makes no second move. Raises Conflict where the move is not possible any more; then nothing is
    said either.
    """
    if with_move and messages.by_key(seat, key) is None:
        if one.verb not in queries.moves(seat):
            raise Conflict(_l("This case has moved on, so that is not possible any more. Nothing was sent."))
        _move(seat, one, seen)
    return actions.say(seat, Kind.PHRASE, "", key, code=one.code)


def _move(seat: Seat, one: Phrase, seen: Seen) -> None:
    if one.verb == Verb.SET_OUT:
        claim_actions.set_out(case_view.of(seat.case, Actor(seat.person)))
    else:
        handover.confirm(seat.case, seen)


class KeptBack(RuleBroken):
    """A message that is not sent: it holds what nobody may have by chat. Its words are kept for the writer."""


@actions.before_saying
def keep_code_back(seat: Seat, kind: Kind, words: str) -> None:
    """Keeps the requester's own delivery code back. Of others nothing is looked at: a refusal would tell the code."""
    if seat.side != Side.REQUESTER or kind != Kind.TEXT or not delivery_code.may_hold(words):
        return
    if delivery_code.holds(words, cases.secret_of(seat.case).delivery_code):
        raise KeptBack(
            _l(
                "Your delivery code stands in these words, so they were not sent. Does somebody ask you for it here? "
                "Read it out only once the things are in your hands. Take the number out, then send the rest."
            )
        )
