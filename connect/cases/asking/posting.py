"""Posting a case: all that can be known before is worked out before, so that the writers' turn is a few inserts."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from connect import clock, config, db, geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.actions import kinds_of, public_place
from connect.cases.answers import actions as answers
from connect.cases.asking import consent, public_location, requester_view
from connect.cases.asking.known import queries as held
from connect.cases.asking.known.queries import Known
from connect.cases.asking.request_details import Location, RequestDetails, free_texts, own_answers, personal_columns
from connect.cases.clinical import rules as clinical
from connect.cases.duplicates import queries as duplicates, score
from connect.cases.duplicates.models import CaseKey
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseEvent, CaseSecret, Need, link_mark, requester_phone_hash
from connect.cases.rules import DRILL, CaseRole, State
from connect.cases.screening import flags as screening_flags
from connect.cases.screening.rules import first_state
from connect.cases.signs import actions as signs
from connect.cases.utilities import queries as utilities
from connect.crypto import encryption
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import new_link_token, new_public_id
from connect.db.bulk_insert import Writer
from connect.incidents import kinds, queries as incidents
from connect.incidents.catalogue import queries as catalogue
from connect.incidents.standings.rules import Piece, incident_of
from connect.web.limits.client_fingerprint import UNSEEN, Seen


class Posted(NamedTuple):
    """The case and the secret of its requester's link."""

    case_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as the requester typed it, with its origin and all that follows from these alone; immutable."""

    details: RequestDetails
    location: Location
    form_key: str
    lang: str
    flags: Collection[str]  # of `rules.FLAGS`, raised by the browser or network it came from
    own: Collection[int]  # the cases whose links this browser holds
    seen: Seen  # from which browser and network it comes
    at: datetime
    identity: str
    phone_hash: str
    keys: Sequence[int]  # by which it can be found when it is told again; none in a drill
    exercise: int | None = None  # the drill that it belongs to

    @property
    def guarded(self) -> int:
        """Why the case will be out of the public index, of `rules.Guarded`."""
        return DRILL if self.exercise else clinical.guarded_of(self.details.needs, self.details.guards)

    @property
    def board_id(self) -> int:
        """The board that counts for it."""
        return self.exercise or incidents.PUBLIC_BOARD


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a draft lands, as the database stood at that moment; what others post meanwhile can change it."""

    public: public_location.PublicPlace
    ward: Place  # of the public place: nothing that others see depends on the true one
    flags: Collection[str]  # of `rules.FLAGS`: with any of them it is looked at first
    state: State
    at_once: bool  # whether the mode shows such a request at once
    cases_of_phone: int  # how many cases this phone had
    piece: Piece  # the board of the ward


def drafts(details: RequestDetails, location: Location, **more: Any) -> list[Draft]:
    """The drafts that one form becomes: medical advice is a case of its own. Takes what `draft` takes."""
    return [draft(part, location, **more) for part in clinical.parts(details)]


def draft(
    details: RequestDetails,
    location: Location,
    *,
    form_key: str,
    lang: str,
    flags: Collection[str] = (),
    own: Collection[int] = (),
    seen: Seen = UNSEEN,
    exercise: int | None = None,
) -> Draft:
    """Works out all of a case that follows from the form alone, without a look at other cases.

    A flag, of `rules.FLAGS`, has it looked at first whatever the mode of the site; it is never refused. `own` are the
    ids of the cases whose links this browser holds: beside one of the same phone, its public cell is kept. By the phone
    alone it would tell whoever types that number where it asked. ValueError for medical advice together with other
    things: that is two cases. `exercise`: the drill that it belongs to; nothing real is then found by it, or finds it.
    """
    if clinical.asks_advice(details.needs) and not clinical.is_clinical(details.needs):
        raise ValueError("medical advice is a case of its own: call drafts")
    return Draft(
        details=signs.settled(details), location=location, form_key=form_key, lang=lang, flags=flags, own=own,
        seen=UNSEEN if exercise else seen, at=clock.now(), identity=_identity(details, location, form_key),
        phone_hash=requester_phone_hash(details.phone, exercise), exercise=exercise,
        keys=[] if exercise else sorted(duplicates.keys_of(telling_of(details, location))),
    )  # fmt: skip


def placement_of(draft: Draft) -> Placement:
    """Works out where a draft lands, before its turn at writing; `post` does it again if somebody came first."""
    return _placement(draft, held.of(draft.identity, draft.phone_hash, draft.own))


def post(draft: Draft, placement: Placement) -> Posted:
    """Makes a case of a draft.

    The same form sent again, by a double tap or a bad network, gives the same case and the same secret, which lies
    there sealed: the case is known by the form's key together with what was typed, so that a form gone back to and
    filled in for somebody else is a new case.
    """
    return post_all([draft], [placement])[0]


def post_all(drafts: Sequence[Draft], placements: Sequence[Placement], beside: int | None = None) -> list[Posted]:
    """Makes a case of each draft of one form, as `post` does; the second knows the first as what it was sent with.

    All are placed before any is written, so that none is looked at otherwise because of the other. `beside` is the
    case that the first was sent with, where it came later.
    """
    catalogue.catch_up()
    db.hold(db.AdvisoryLock.PHONE, int(drafts[0].phone_hash[:15], 16))  # else two at once would not count each other
    found = [held.of(one.identity, one.phone_hash, one.own) for one in drafts]
    settled = [_settled(*one) for one in zip(drafts, placements, found, strict=True)]
    posted: list[Posted] = []
    for one, where, known in zip(drafts, settled, found, strict=True):
        again = _again(known)
        posted.append(again or _written(one, where, posted[0].case_id if posted else beside))
    return posted


def _again(known: Known) -> Posted | None:
    """The case that this very form has become already."""
    if known.same_form is None:
        return None
    db.session.execute(_HOLD, {"case": known.same_form})
    return Posted(known.same_form, db.session.get_one(CaseSecret, known.same_form).link_token)


def _settled(draft: Draft, placement: Placement, known: Known) -> Placement:
    """The placement under the lock, worked out again where others came first. Raises SwitchedOff."""
    if known.same_form is not None:
        return placement
    now_on = incidents.piece(placement.ward.path, clock.now(), fresh=True, of=draft.board_id)
    changed = now_on is not placement.piece
    crowded = draft.exercise is None and screening_flags.is_crowded(placement.ward.id)
    if crowded:
        db.hold(db.AdvisoryLock.WARD, placement.ward.id)
    if crowded or changed or known.cases_of_phone != placement.cases_of_phone:
        placement = _placement(draft, known)
    require_on(draft, placement)
    return placement


def require_on(draft: Draft, placement: Placement) -> None:
    """Raises SwitchedOff when something of the draft is off where it lands."""
    utilities.require_on(placement.piece.board, draft.details.needs)


def _placement(draft: Draft, known: Known) -> Placement:
    details = draft.details
    public = public_location.sticky(
        public_place(draft.location.point, details.needs, bool(details.guards)),
        [public_location.place_of(geo.parent_of(cell, resolution)) for cell, resolution in known.own_cells],
    )
    ward = areas.ward_at(public.centre)
    flags = (*draft.flags, *_flags(draft, ward))
    piece = incidents.piece(ward.path, clock.now(), of=draft.board_id)
    mode = utilities.mode(ward, piece.board, utilities.codes_of(details.needs))
    usual = first_state(mode, details.urgency, draft.guarded)
    return Placement(
        public=public, ward=ward, flags=flags, state=State.PENDING_REVIEW if flags else usual,
        at_once=usual == State.OPEN, cases_of_phone=known.cases_of_phone, piece=piece,
    )  # fmt: skip


def _flags(draft: Draft, ward: Place) -> list[str]:
    if draft.exercise:
        return []  # what is counted of phones and wards is real
    return screening_flags.flags_of(free_texts(draft.details), draft.phone_hash, ward.id)


def _written(draft: Draft, placement: Placement, sibling: int | None) -> Posted:
    """Inserts the rows of a case, by the driver's cursor, and counts it on the map."""
    writer, token, details = Writer(), new_link_token(), draft.details
    case = _case(draft, placement)
    case_id = writer.insert_one(_CASES, case)
    secret = _secret(draft, case_id, token, sibling)  # may read a key, which nothing can once statements go together
    told_signs = signs.rows(case_id, details)
    said = answers.rows(case_id, own_answers(details))
    with writer.together():
        writer.insert(_NEEDS, [
            {"case_id": case_id, "kind": kinds.item(item).kind, "item": item, "quantity": n}
            for item, n in details.needs.items()
        ])  # fmt: skip
        writer.insert(_SECRETS, [secret])
        if draft.keys:
            writer.insert(_KEYS, [{"hash": key, "case_id": case_id} for key in draft.keys])
        writer.insert(_EVENTS, _history(draft, placement, case_id))
        for row in told_signs:
            writer.insert(signs.TABLE, [row])
        for table, rows in said:
            writer.insert(table, rows)
    cell_counts.changed(None, cell_counts.map_entry(
        case["cell"], case["state"], case["kinds"], case["urgency"], bool(draft.guarded), case["incident_id"],
    ))  # fmt: skip
    return Posted(case_id, token)


def sent_before(details: RequestDetails, location: Location, form_key: str) -> bool:
    """Whether this very form has become its cases already."""
    identities = [_identity(part, location, form_key) for part in clinical.parts(details)]
    return all(held.case_of(one) is not None for one in identities)


def telling_of(details: RequestDetails, location: Location) -> score.Telling:
    """The telling of a request that is about to be posted, to compare with those of stored cases."""
    return score.telling(
        name=details.name, phone=details.phone, reporter_phone=details.reporter_phone, door=details.door,
        ward_id=location.ward.id, point=None if location.by == "ward" else location.point,
        accuracy_m=location.accuracy_m, items=frozenset(details.needs), people=details.people, words=details.words,
        at=clock.now(),
    )  # fmt: skip


def _identity(details: RequestDetails, location: Location, form_key: str) -> str:
    typed = f"{form_key}\0{details!r}\0{location.point!r}\0{location.ward.id}"
    return fingerprint("form", typed)


_CASES, _NEEDS, _SECRETS, _KEYS, _EVENTS = (
    cast("sa.Table", model.__table__) for model in (Case, Need, CaseSecret, CaseKey, CaseEvent)
)
# To hold a row is to write, so this commit too waits for the standby: the first may have died waiting.
_HOLD = sa.select(_SECRETS.c.case_id).where(_SECRETS.c.case_id == sa.bindparam("case")).with_for_update()


def _case(draft: Draft, placement: Placement) -> dict[str, Any]:
    details, public = draft.details, placement.public
    board, codes = placement.piece.board, utilities.codes_of(details.needs)
    return {
        "public_id": new_public_id(), "state": placement.state,
        "cell": public.cell, "cell_res": public.resolution, "lat": public.centre.lat, "lon": public.centre.lon,
        "area_id": placement.ward.id, "kinds": kinds_of(details.needs), "urgency": details.urgency,
        "people": details.people, "guarded": draft.guarded,
        "wanted": sum(details.needs.values()),
        "given": 0, "waiting_since": draft.at, "changed_at": draft.at,
        "clock_at": draft.at + utilities.freshness(board, codes),
        "incident_id": draft.exercise or incident_of(placement.piece, codes),
    }  # fmt: skip


def _secret(draft: Draft, case_id: int, token: str, sibling: int | None) -> dict[str, Any]:
    location = draft.location
    hidden = personal_columns(draft.details) | {
        "lat": location.point.lat, "lon": location.point.lon, "accuracy_m": location.accuracy_m,
        "area_id": location.ward.id, "token": token, "delivery_code": f"{secrets.randbelow(10000):04d}",
    }  # fmt: skip
    return {
        "case_id": case_id, "token_hash": link_mark(token), "form_hash": draft.identity,
        "place_by": location.by, "phone_hash": draft.phone_hash,
        "device_hash": draft.seen.device or None, "network_hash": draft.seen.network or None, "lang": draft.lang,
        "consent_version": consent.version(config.current().keep_personal_days), "consent_at": draft.at,
        "sms_agreed_at": draft.at if draft.details.sms else None, "sibling_id": sibling,
        "compared_at": draft.at if draft.exercise else None,
        "health_agreed_at": draft.at if draft.details.health else None,
        **encryption.sealed_row(CaseSecret, case_id, hidden),
    }  # fmt: skip


def _history(draft: Draft, placement: Placement, case_id: int) -> list[dict[str, Any]]:
    common = {"case_id": case_id, "at": draft.at, "to_state": placement.state}
    reason = requester_view.AT_ONCE if placement.at_once else None
    posted = {**common, "verb": "post", "from_state": "", "actor": CaseRole.REQUESTER, "reason": reason}
    return [posted] + [
        {**common, "verb": "flag", "from_state": placement.state, "actor": CaseRole.CLOCK, "reason": flag}
        for flag in placement.flags
    ]
