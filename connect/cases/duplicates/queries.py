"""Finding earlier tellings of a case: by keyed hashes of what is personal, a bounded number of candidates, the rule."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect import clock, db, geo
from connect.cases import rules
from connect.cases.clinical import rules as clinical
from connect.cases.duplicates import score
from connect.cases.duplicates.models import CaseKey, Suspicion
from connect.cases.duplicates.score import Likeness, Telling
from connect.cases.models import DUE_SQL, Case, CaseSecret
from connect.crypto.fingerprints import fingerprint

WITHIN = timedelta(days=14)  # older requests that still wait are another time of need
MOST_HITS, MOST_CANDIDATES, MOST_SUSPECTS = 2000, 100, 5
CELL_RES = 9  # some 340 m from centre to centre; with the ring around it any error of a phone outdoors
# What a shared key says, so that the best candidates are looked at first when there are too many.
SAME_PHONE, NEAR_PHONE, SAME_DOOR, SAME_NAME, SAME_CELL, NEAR_CELL = 100, 50, 20, 5, 3, 1
# CROSS JOIN keeps the keys outside: SQLite without statistics would walk all open cases by their state instead.
_HITS = sa.text(
    "SELECT k.hash, k.case_id FROM case_keys AS k CROSS JOIN cases AS c WHERE c.id = k.case_id AND k.hash IN :hashes "
    "AND (c.guarded = :clinical) = :is_clinical "
    "AND c.state IN :states AND c.waiting_since > :since ORDER BY c.waiting_since DESC LIMIT :most"
).bindparams(
    sa.bindparam("hashes", expanding=True),
    sa.bindparam("states", expanding=True),
    sa.bindparam("since", type_=db.Moment()),
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """An earlier case that may be the same household, and why."""

    case_id: int
    likeness: Likeness


def telling_of(case: Case, secret: CaseSecret) -> Telling:
    """The telling of a stored case, to compare with others."""
    return score.telling(
        name=secret.name, phone=secret.phone, reporter_phone=secret.reporter_phone, door=secret.door,
        ward_id=secret.area_id, point=None if secret.place_by == "ward" else geo.Point(secret.lat, secret.lon),
        accuracy_m=secret.accuracy_m, items=frozenset(need.item for need in case.needs), people=case.people,
        words=secret.words, at=case.waiting_since,
    )  # fmt: skip


# --- Keys -------------------------------------------------------------------------------------------------


def keys_of(telling: Telling) -> set[int]:
    """The hashes under which a case is stored: phones, ward with each word of the name, ward with door, cell."""
    return {_hashed(text) for text in _texts(telling)}


def _texts(telling: Telling) -> dict[str, int]:
    """The texts that two tellings may share, each with its weight as a hint."""
    found = {f"phone {phone}": SAME_PHONE for phone in (telling.phone, telling.reporter) if phone}
    found |= {f"name {telling.ward_id} {word}": SAME_NAME for word in telling.name if word not in score.COMMON}
    if telling.door.is_house:
        found[f"door {telling.ward_id} {' '.join(telling.door.numbers)}"] = SAME_DOOR
    if telling.point:
        found[f"cell {geo.cell_of(telling.point, CELL_RES)}"] = SAME_CELL
    return found


def _probes(telling: Telling) -> dict[int, int]:
    """The hashes to look for: its own, those of a slip in the phone, those of the cells around."""
    found = {_hashed(f"phone {phone}"): NEAR_PHONE for phone in near_phones(telling.phone)}
    if telling.point:
        found |= {_hashed(f"cell {cell}"): NEAR_CELL for cell in geo.rings(geo.cell_of(telling.point, CELL_RES), 1)}
    return found | {_hashed(text): says for text, says in _texts(telling).items()}


def near_phones(phone: str) -> set[str]:
    """All numbers one wrong digit or one swap of neighbours away; about ninety, nothing stored for them."""
    head, digits = phone[:3], phone[3:]
    wrong = {f"{head}{digits[:i]}{d}{digits[i + 1 :]}" for i in range(len(digits)) for d in "0123456789"}
    swapped = {f"{head}{digits[:i]}{digits[i + 1]}{digits[i]}{digits[i + 2 :]}" for i in range(len(digits) - 1)}
    return (wrong | swapped) - {phone}


def _hashed(text: str) -> int:
    """60 bits of the keyed hash: enough to tell a million cases apart, and a number, which is small in an index."""
    return int(fingerprint("likeness", text)[:15], 16)


# --- Finding ----------------------------------------------------------------------------------------------


def suspects(telling: Telling, but: int | None = None) -> list[Suspect]:
    """The likeliest earlier tellings among the cases that have not ended, the most likely first."""
    found = [
        Suspect(case.id, score.likeness(telling, telling_of(case, secret)))
        for case, secret in _loaded(_candidates(telling, but))
    ]
    likely = sorted((one for one in found if one.likeness.likely), key=lambda one: -one.likeness.score)
    return likely[:MOST_SUSPECTS]


def likest(telling: Telling, own: list[tuple[str, Case]]) -> str | None:
    """Of somebody's own cases, each with its link, the link of the one most like this telling, when it is likely."""
    waiting = [(token, case) for token, case in own if case.state in rules.NOT_ENDED and _of_one_sort(case, telling)]
    compared = [
        (score.likeness(telling, telling_of(case, db.session.get_one(CaseSecret, case.id))), token)
        for token, case in waiting
    ]
    best = max(compared, key=lambda one: one[0].score, default=None)
    return best[1] if best and best[0].likely else None


def _of_one_sort(case: Case, telling: Telling) -> bool:
    """Whether both are medical advice, or neither: what one home asks for apart is no second telling."""
    return (case.guarded == rules.CLINICAL) == clinical.is_clinical(telling.items)


def _candidates(telling: Telling, but: int | None) -> list[int]:
    probes = _probes(telling)
    asked = {"hashes": list(probes), "states": rules.NOT_ENDED, "since": clock.now() - WITHIN, "most": MOST_HITS}
    asked |= {"clinical": rules.CLINICAL, "is_clinical": clinical.is_clinical(telling.items)}
    says: Counter[int] = Counter()
    for hashed, case_id in db.session.execute(_HITS, asked):
        says[case_id] += probes[hashed]
    says.pop(but or 0, None)
    return [case_id for case_id, _ in says.most_common(MOST_CANDIDATES)]


def _loaded(ids: Sequence[int]) -> list[tuple[Case, CaseSecret]]:
    if not ids:
        return []
    statement = (
        sa.select(Case, CaseSecret)
        .join(CaseSecret, CaseSecret.case_id == Case.id)
        .where(Case.id.in_(ids))
        .options(lazyload(Case.area))
    )
    return [(case, secret) for case, secret in db.session.execute(statement)]


# --- Remembering ------------------------------------------------------------------------------------------


def remember(case: Case, secret: CaseSecret) -> None:
    """Stores the keys of a case just posted or changed. Whom it looks like is found later: no asker waits for it."""
    db.session.flush()
    if case.guarded == rules.DRILL:  # found by nothing, and looked for among nothing
        return
    db.session.execute(sa.delete(CaseKey).where(CaseKey.case_id == case.id))
    keys = keys_of(telling_of(case, secret))
    db.session.execute(sa.insert(CaseKey), [{"hash": key, "case_id": case.id} for key in keys])
    secret.compared_at = None


def due(limit: int) -> list[int]:
    """The cases that were posted or changed and not compared since, oldest first."""
    statement = sa.select(CaseSecret.case_id).where(sa.text(DUE_SQL)).order_by(CaseSecret.case_id).limit(limit)
    return list(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Looked:
    """Whom a case looks like, as it stood in this version."""

    case_id: int
    version: int
    suspects: list[Suspect]


def look(case_id: int) -> Looked | None:
    """Whom a case looks like, unless that was found out since it last changed. Slow in a dense alley; it only reads."""
    case, secret = db.session.get_one(Case, case_id), db.session.get_one(CaseSecret, case_id)
    if secret.compared_at is not None or secret.wiped_at is not None:
        return None
    return Looked(case_id, case.version, suspects(telling_of(case, secret), but=case_id))


def note(looked: Looked | None) -> None:
    """Writes down for the moderators whom a case looks like; one that has changed since is due again by itself.

    What a moderator has settled about a pair stays settled.
    """
    if looked is None:
        return
    case_id, secret = looked.case_id, db.session.get_one(CaseSecret, looked.case_id)
    if db.session.get_one(Case, case_id).version != looked.version or secret.compared_at or secret.wiped_at:
        return
    secret.compared_at = clock.now()
    about = sa.or_(Suspicion.low_id == case_id, Suspicion.high_id == case_id)
    db.session.execute(sa.delete(Suspicion).where(about, Suspicion.settled_at.is_(None)))
    settled = {tuple(pair) for pair in db.session.execute(sa.select(Suspicion.low_id, Suspicion.high_id).where(about))}
    for one in looked.suspects:
        low, high = sorted((case_id, one.case_id))
        if (low, high) not in settled:
            why = {"score": one.likeness.score, "reasons": list(one.likeness.reasons)}
            db.session.add(Suspicion(low_id=low, high_id=high, at=clock.now(), **why))


def forget(case_id: int) -> None:
    """Drops all by which a case could be found again; for when its personal fields are wiped."""
    db.session.execute(sa.delete(CaseKey).where(CaseKey.case_id == case_id))
