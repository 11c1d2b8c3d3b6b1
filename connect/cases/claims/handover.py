"""Handing over: what was given, the delivery code that proves it, and the requester's word on it."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.cases import actions, rules, transitions
from connect.cases.claims import actions as claim_actions, ending_limits, trusted_confirmations
from connect.cases.claims.models import Claim, Handover
from connect.cases.disclosure.case_view import CaseView
from connect.cases.duplicates import household_aid
from connect.cases.models import Case, CaseSecret, Need
from connect.cases.rules import ClaimEnd, Verb
from connect.cases.transitions import THE_REQUESTER
from connect.cases.utilities import queries as utilities
from connect.cases.word import helpers
from connect.errors import RuleBroken
from connect.registry.with_cases import lasting
from connect.web.limits.client_fingerprint import UNSEEN, Seen

CODE_TRIES = 5  # delivery codes tried at one case, over all its claims; then only the requester's own word counts
Gift = tuple[Need, int]  # so many of one need


def hand_over(view: CaseView, given: dict[str, int], code: str | None = None) -> Case:
    """Records what was handed over, by item; the rest goes back on the list.

    The delivery code that the requester reads out proves it at once: a full handover is then confirmed without a word
    of the requester; `count_code_try` goes before, in a transaction of its own. Raises RuleBroken when
    nothing was given, the code is wrong, or the helper's word is not enough, see `ending_limits`; and for medical
    advice, which ends by `clinical.actions.advise`.
    """
    case, held, secret = view.case, claim_actions.own(view), actions.secret_of(view.case)
    if case.guarded == rules.CLINICAL:
        raise RuleBroken(_l("Medical advice ends with a summary in plain words, which the requester reads."))
    handed = counted(case, given)
    gifts = [(need, handed[need.item]) for need in case.needs if need.item in handed]
    if not gifts:
        raise RuleBroken(_l("Say what you handed over: at least one thing."))
    proven, now = _is_proven(view, held, secret, code), clock.now()
    done = sum(n for _, n in gifts) == sum(need.rest for need in case.needs)
    _help(view, gifts, done, now, verified_at=now if proven else case.verified_at)
    held.code_at = now if proven else None
    if proven:
        held.code_tries -= 1  # the right one is no try at guessing; it was counted before it was looked at
    for need, n in gifts:
        need.given += n
    transitions.end_claim(held, ClaimEnd.HELPED if done else ClaimEnd.PARTLY, handed=handed)
    rows = [{"claim_id": held.id, "need_id": need.id, "quantity": n, "at": now} for need, n in gifts]
    db.session.execute(sa.insert(Handover), rows)
    household_aid.note(case, {need.kind for need, _ in gifts})
    if done and proven:
        transitions.move(case, Verb.CONFIRM, THE_REQUESTER, reason="code")
        trusted_confirmations.note_word(held, received=True)
    if not proven and case.guarded != rules.DRILL:
        ending_limits.review(case, held.person)
    return case


def counted(case: Case, given: Mapping[str, int]) -> dict[str, int]:
    """Item to how many count of what is said to be handed over: no more than is still needed, and none that is 0."""
    return {need.item: n for need in case.needs if (n := min(given.get(need.item, 0), need.rest)) > 0}


def _help(view: CaseView, gifts: Sequence[Gift], done: bool, now: datetime, verified_at: datetime | None) -> None:
    """The move goes first, so that the database has decided the race before anything else is written."""
    case = view.case
    total = sum(need.given for need in case.needs) + sum(n for _, n in gifts)
    closes = timedelta(seconds=config.current().confirm_s) if done else utilities.freshness_of(case)
    transitions.advance(
        view, Verb.HELP, given=case.wanted if done else min(total, case.wanted - 1),
        clock_at=now + closes, verified_at=verified_at,
    )  # fmt: skip


def _is_proven(view: CaseView, held: Claim, secret: CaseSecret, code: str | None) -> bool:
    """Whether the right code was given; without one the helper's word has to be enough, or RuleBroken says why not."""
    if not code:
        ending_limits.require(view.case, held)
        return False
    ending_limits.require_shown(view.case, held)
    if not hmac.compare_digest(secret.delivery_code.encode(), code.strip().encode()):
        raise RuleBroken(_l("This is not the code on the requester's page. Ask again, or leave it empty."))
    return True


def count_code_try(view: CaseView) -> None:
    """Counts a delivery code before it is looked at: commit this first, so that of many at once no more are looked at.

    Raises RuleBroken once five were tried over all claims of the case; then only the requester's own word is left.
    """
    case, held = view.case, claim_actions.own(view)
    ending_limits.require_shown(case, held)
    counted = sa.update(Claim).where(Claim.id == held.id).values(code_tries=Claim.code_tries + 1)
    db.session.execute(counted.execution_options(synchronize_session=False))  # others wait here for our commit
    tries = db.session.scalar(sa.select(sa.func.sum(Claim.code_tries)).where(Claim.case_id == case.id))
    if (tries or 0) > CODE_TRIES:
        raise RuleBroken(
            _l("Too many codes were tried for this request. Leave the code empty: the requester can confirm it.")
        )


def confirm(case: Case, seen: Seen = UNSEEN) -> Case:
    """The requester received everything. `seen`: the browser from which that was said."""
    trusted_confirmations.note_word(trusted_confirmations.last_help(case), True, seen)
    return transitions.move(case, Verb.CONFIRM, THE_REQUESTER)


def dispute(case: Case, seen: Seen = UNSEEN) -> Case:
    """The requester did not receive it: what the last helper claims to have given is taken back."""
    last = trusted_confirmations.last_help(case)
    trusted_confirmations.note_word(last, False, seen)
    taken_back = ending_limits.take_back(last) if last else 0
    if last:
        last.end, last.reason = ClaimEnd.DISPUTED, "dispute"
        helpers.tell_end(last)
    given = max(0, case.given - taken_back)
    fresh = lasting.fresh_until(case, clock.now() + utilities.freshness_of(case))
    return transitions.move(case, Verb.DISPUTE, THE_REQUESTER, given=given, clock_at=fresh)
