"""News for the helper of a claim: a yes, an end by somebody else, a dispute, the end of the lease coming near.

A row of the ledger is a claim and which of them it is. A drill tells nobody: its helpers sit together.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.cases.rules import ClaimEnd
from connect.cases.word import rules
from connect.cases.word.rules import ToHelper
from connect.deliveries.contacts import persons
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy

KIND = "helper_word"
WORDS = 8  # a row of the ledger is a claim and its word: eight times the one and the other


def tell(claim: Claim, what: ToHelper) -> int:
    """Writes down that a helper is to be told, where some browser of the account listens; once for each word."""
    told, row = persons.browsers(claim.person_id), claim.id * WORDS + what
    if not told or db.session.get_one(Case, claim.case_id).guarded == case_rules.DRILL or sent.dispatch(KIND, row):
        return 0
    ends = claim.until if what == ToHelper.ENDS_SOON else clock.now() + rules.REJECTED_FOR
    ledger.publish(KIND, row, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=ends, only=told)
    return 1


def tell_end(claim: Claim) -> None:
    """Tells a helper whose claim has just ended, where somebody else has ended it."""
    if claim.end in rules.BY_OTHERS:
        tell(claim, ToHelper.DISPUTED if claim.end == ClaimEnd.DISPUTED else ToHelper.ENDED)


def ending(limit: int) -> list[int]:
    """The claims whose lease comes to its end, and whose helper was not told so."""
    now = clock.now()
    row = Claim.id * WORDS + int(ToHelper.ENDS_SOON)
    there = sa.select(Dispatch.id).where(Dispatch.kind == KIND, Dispatch.row == row)
    listens = sa.select(Contact.id).where(Contact.person_id == Claim.person_id, *persons.LISTENS)
    due = sa.select(Claim.id).join(Case, Case.id == Claim.case_id).where(
        Claim.ended_at.is_(None), Claim.until > now, Claim.until <= now + rules.SOON,
        Claim.taken_at <= now - rules.SOON, Claim.run.is_(None), Case.guarded != case_rules.DRILL,
        listens.exists(), ~there.exists(),
    )  # fmt: skip
    return list(db.session.scalars(due.limit(limit)))


def audience(row: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of the helper within a range."""
    whose = sa.select(Claim.person_id).where(Claim.id == row // WORDS).scalar_subquery()
    return sa.select(Contact.id).where(Contact.id.between(low, high), Contact.person_id == whose, *persons.LISTENS)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """That there is news, of each that is still so."""
    return [_message(one) for one in asked]


def _message(asked: Asked) -> Said | None:
    claim = db.session.get(Claim, asked.row // WORDS, populate_existing=True)
    contact = db.session.get(Contact, asked.contact_id, populate_existing=True)
    if claim is None or contact is None or contact.person_id != claim.person_id:
        return None
    if not _is_still_so(ToHelper(asked.row % WORDS), claim):
        return None
    with force_locale(asked.lang):
        return Said("", _("%(site)s: there is news", site=config.current().site_name), _path())


def _is_still_so(what: ToHelper, claim: Claim) -> bool:
    now = clock.now()
    if what == ToHelper.ALLOWED:
        return claim.runs(now) and claim.allowed_at is not None
    if what == ToHelper.ENDS_SOON:
        return claim.runs(now) and rules.ends_soon(claim.taken_at, claim.until, now)
    return claim.ended_at is not None and (claim.end == ClaimEnd.DISPUTED) == (what == ToHelper.DISPUTED)


def _path() -> str:
    """The list of what one has taken: it opens after any sign-in, and its address says of which case nobody is told."""
    return web.path_to("cases.taken")


owners.announce(KIND, audience=audience, voice=voice)
