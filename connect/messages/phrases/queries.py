"""The moves that a phrase could carry now, for whoever sits in a thread."""

from connect import clock
from connect.cases import rules as case_rules
from connect.cases.claims import trusted_confirmations
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import THE_REQUESTER, Actor
from connect.cases.rules import Verb
from connect.messages.phrases import rules
from connect.messages.phrases.rules import Phrase
from connect.messages.rules import Side
from connect.messages.seats import Seat

MOVING = {Side.HELPER: Verb.SET_OUT, Side.REQUESTER: Verb.CONFIRM}


def offered(seat: Seat) -> tuple[Phrase, ...]:
    """The phrases of a side; the second person of a visit has those of the helper."""
    return rules.offered(side_of(seat), seat.case.guarded) if seat.may_speak else ()


def side_of(seat: Seat) -> Side:
    """The side whose phrases somebody has."""
    return Side.HELPER if seat.side == Side.SECOND else seat.side


def moves(seat: Seat) -> frozenset[Verb]:
    """Setting out by the helper of this claim; the word on a handover that was made under it, and no other."""
    verb = MOVING.get(seat.side)
    if verb is None or not seat.may_speak or not _is_of_this_claim(seat, verb):
        return frozenset()
    view = case_view.of(seat.case, Actor(seat.person) if seat.person else THE_REQUESTER)
    may = case_rules.may_move(
        verb, state=seat.case.state, free_at=seat.case.free_at, now=clock.now(), roles=view.roles,
        guarded=seat.case.guarded, urgency=seat.case.urgency,
    )  # fmt: skip
    return frozenset({verb}) if may else frozenset()


def _is_of_this_claim(seat: Seat, verb: Verb) -> bool:
    if verb == Verb.SET_OUT:
        return seat.claim.runs(clock.now())
    last = trusted_confirmations.last_help(seat.case)
    return last is not None and last.id == seat.claim.id
