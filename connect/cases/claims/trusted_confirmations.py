"""The requesters whose word on a helper counts: looked at by a moderator, no two of one phone or browser.

Anybody can ask for help under any number, so a word alone says little: two made-up requests would bar an honest helper,
three of one's own would make oneself proven. Marks are kept and not the facts, keyed for each helper apart.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import rules
from connect.cases.claims.helper_reliability import DAYS, Witness, independent
from connect.cases.claims.models import Claim, RequesterWord
from connect.cases.models import Case, CaseEvent, CaseSecret
from connect.cases.rules import CaseRole, ClaimEnd, State, Verb
from connect.crypto.fingerprints import fingerprint
from connect.registry import retention
from connect.web.limits.client_fingerprint import UNSEEN, Seen

MARK = 31  # digits of a mark, 124 bits, so that two stand in a column
MOST = 200  # words that are weighed, the newest


def note_claim(claim: Claim, seen: Seen) -> None:
    """Notes in which browser and network a case was taken, and whether the request came from the same ones."""
    secret = db.session.get_one(CaseSecret, claim.case_id)
    claim.device, claim.network = seen.device or None, seen.network or None
    claim.own_post = bool(
        (seen.device and seen.device == secret.device_hash) or (seen.network and seen.network == secret.network_hash)
    )


def note_word(claim: Claim | None, received: bool, seen: Seen = UNSEEN) -> None:
    """Notes that a help was confirmed or disputed, and from which browser that was said, where known.

    A claim has one such word, the first; None for a case that nobody helped.
    """
    if claim is None or claim.case.guarded == rules.DRILL or db.session.get(RequesterWord, claim.id) is not None:
        return
    secret, helper = db.session.get_one(CaseSecret, claim.case_id), claim.person
    devices, networks = {secret.device_hash, seen.device}, {secret.network_hash, seen.network}
    own = bool(claim.own_post) or secret.reporter_phone == helper.phone or bool(devices & _browsers(helper))
    db.session.add(
        RequesterWord(
            claim_id=claim.id, at=clock.now(), received=received, own=own,
            phone_mark=_marks(helper, "phone", {secret.phone_hash}),
            device_mark=_marks(helper, "device", devices), network_mark=_marks(helper, "network", networks),
        )
    )  # fmt: skip


def last_help(case: Case) -> Claim | None:
    """The claim under which the last things were handed over in full."""
    helped = sa.select(Claim).where(Claim.case_id == case.id, Claim.end == ClaimEnd.HELPED)
    return db.session.scalar(helped.order_by(Claim.id.desc()).limit(1))


def helps(person_id: int) -> int:
    """How many independent requesters, each looked at by a moderator and far from the helper, confirmed a help."""
    confirmed = sa.and_(Claim.end == ClaimEnd.HELPED, Case.state == State.CONFIRMED)
    words = [row for row in _words(person_id, confirmed) if not row.own]
    return len(independent([row.witness for row in words]))


def disputes(person_id: int, since: datetime) -> list[datetime]:
    """When independent requesters said that nothing came; one browser or network counts once, an unseen one not."""
    disputed = sa.and_(Claim.end == ClaimEnd.DISPUTED, Claim.ended_at > since)
    words = _words(person_id, disputed)
    chosen = independent([row.witness for row in words], by_network=True)
    return [next(row.at for row in words if row.witness is one) for one in chosen]


def disputed_unseen() -> sa.ColumnElement[bool]:
    """Whether a requester said that nothing came under a claim, and no moderator has looked at the case since.

    For a statement over `cases`, `claims` and `requester_words`.
    """
    looked = sa.exists().where(
        CaseEvent.case_id == Case.id, CaseEvent.actor == CaseRole.MODERATOR, CaseEvent.at >= RequesterWord.at
    )
    since = clock.now() - timedelta(days=DAYS)
    return sa.and_(Claim.end == ClaimEnd.DISPUTED, Claim.ended_at > since, ~looked)


def is_unanswered(case: Case) -> bool:
    """Whether this case waits for a moderator's look because its requester said that nothing came."""
    words = sa.select(RequesterWord.claim_id).join(Claim, Claim.id == RequesterWord.claim_id)
    words = words.join(Case, Case.id == Claim.case_id).where(Case.id == case.id, disputed_unseen())
    return db.session.scalar(words.limit(1)) is not None


# In which browser a case was taken is known only as long as it can say something of a confirmation.
retention.rows(
    "claim_browsers", timedelta(days=2), Claim, lambda before: Claim.taken_at <= before, empty=("device", "network")
)


def forget(person_id: int) -> None:
    """Drops all words on a helper whose account is erased."""
    mine = sa.select(Claim.id).where(Claim.person_id == person_id)
    db.session.execute(sa.delete(RequesterWord).where(RequesterWord.claim_id.in_(mine)))


def looked_at() -> sa.ColumnElement[bool]:
    """Whether a moderator has ever said yes to a case, before it was shown or afterwards."""
    verbs = CaseEvent.verb.in_((Verb.APPROVE, "check"))
    return sa.exists().where(CaseEvent.case_id == Case.id, verbs, CaseEvent.actor == CaseRole.MODERATOR)


@dataclass(slots=True)
class _Row:
    at: datetime
    own: bool
    witness: Witness = field(compare=False)


def _words(person_id: int, of: sa.ColumnElement[bool]) -> list[_Row]:
    """The newest words on a helper by requesters whom a moderator has looked at.

    Those from before words were written down have no marks, and count each for itself.
    """
    statement = (
        sa.select(Claim, RequesterWord)
        .join(Case, Case.id == Claim.case_id)
        .outerjoin(RequesterWord, RequesterWord.claim_id == Claim.id)
        .where(Claim.person_id == person_id, of, looked_at(), Case.guarded != rules.DRILL)
        .order_by(Claim.id.desc())
        .limit(MOST)
    )
    return [_row(claim, word) for claim, word in db.session.execute(statement)]


def _row(claim: Claim, word: RequesterWord | None) -> _Row:
    if word is None:
        return _Row(claim.ended_at or claim.until, bool(claim.own_post), Witness(frozenset(), frozenset(), frozenset()))
    marks = (frozenset(text.split()) for text in (word.phone_mark, word.device_mark, word.network_mark))
    return _Row(word.at, word.own, Witness(*marks))


def _browsers(person: Person) -> set[str | None]:
    """In which browsers a helper took cases of late; nothing that is unknown."""
    known = sa.select(Claim.device).where(Claim.person_id == person.id, Claim.device.is_not(None)).distinct()
    return set(db.session.scalars(known))


def _marks(helper: Person, what: str, of: set[str | None]) -> str:
    """The marks that recognise a requester again, for this helper only: up to two, with a blank between."""
    found = {fingerprint(f"word {what}", f"{helper.phone_hash} {one}")[:MARK] for one in of if one}
    return " ".join(sorted(found))
